# Thư gửi người nộp hồ sơ và cán bộ.

letter-greeting = Kính gửi ông/bà,
letter-foot =
    --
    Thư do hệ thống Một cửa gửi tự động, xin không trả lời thư này.
letter-notice-subject = Hồ sơ { $code }: { $what }
letter-received = { $shop } đã tiếp nhận hồ sơ { $code }. Hẹn trả kết quả: { $due }.
letter-supplement-asked = Hồ sơ { $code } cần bổ sung giấy tờ. Giấy tờ cần bổ sung và lý do ghi trong phiếu yêu cầu của { $shop }; ông/bà chỉ phải bổ sung một lần. Thời hạn tạm dừng cho đến khi nhận đủ.
letter-resumed = { $shop } đã nhận giấy tờ bổ sung của hồ sơ { $code }. Thời hạn tính lại từ đầu; hẹn trả kết quả: { $due }.
letter-new-date =
    Hồ sơ { $code } không kịp trả kết quả đúng hẹn. { $shop } xin lỗi ông/bà và hẹn lại: { $due }.

    Lý do ghi trong phiếu xin lỗi. Theo quy định, việc hẹn lại chỉ được thực hiện một lần.
letter-ready = Hồ sơ { $code } đã có kết quả, mời ông/bà đến nhận tại { $shop }. Khi đến, xin mang giấy tiếp nhận và giấy tờ tùy thân.
letter-stopped = Hồ sơ { $code } đã dừng giải quyết. Lý do và căn cứ ghi trong thông báo của { $shop }.
letter-link =
    Xem hồ sơ đang ở đâu, việc cần làm tiếp theo:
    { $link }
letter-code-subject = Mã xem hồ sơ { $code }
letter-code =
    Mã để xem đầy đủ hồ sơ { $code }:

    { $digits }

    Mã dùng được một lần, trong { $minutes } phút.
letter-code-warning = Không đọc mã này cho bất kỳ ai. Cán bộ Một cửa không bao giờ hỏi mã. Nếu ông/bà không yêu cầu, xin bỏ qua thư này.
letter-recovery-subject = Đặt lại mật khẩu hệ thống Một cửa
letter-recovery =
    Có yêu cầu đặt lại mật khẩu cho tài khoản của ông/bà. Mở đường dẫn sau để đặt mật khẩu mới:

    { $link }

    Đường dẫn dùng được một lần, trong { $minutes } phút.
letter-recovery-warning = Nếu ông/bà không yêu cầu, xin bỏ qua thư này; mật khẩu hiện tại không thay đổi.
letter-test-subject = Thư thử của hệ thống Một cửa
letter-test = Thư này được gửi lúc { $when } để thử đường gửi thư. Nhận được thư nghĩa là đường gửi hoạt động.

contact-received = đã tiếp nhận
contact-supplement-asked = cần bổ sung giấy tờ
contact-resumed = đã nhận bổ sung, hẹn ngày mới
contact-new-date = xin lỗi và hẹn lại
contact-ready = đã có kết quả
contact-stopped = đã dừng giải quyết
contact-code = mã xem hồ sơ
contact-other = việc khác
