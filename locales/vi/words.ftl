# Từ ngữ của hồ sơ, thủ tục và tổ chức; khóa theo từ trong JSON.

# Tình trạng hồ sơ; `-plain` viết cho người dân.
phase-guided = Đã hướng dẫn
phase-guided-plain = Đã được hướng dẫn, chưa nộp hồ sơ
phase-declined = Từ chối tiếp nhận
phase-declined-plain = Không được tiếp nhận, lý do ghi trong phiếu từ chối
phase-in-process = Đang giải quyết
phase-in-process-plain = Đang được giải quyết
phase-awaiting-supplement = Chờ bổ sung
phase-awaiting-supplement-plain = Đang chờ ông/bà bổ sung giấy tờ
phase-ready = Đã có kết quả
phase-ready-plain = Đã có kết quả, mời ông/bà đến nhận
phase-returned = Đã trả kết quả
phase-returned-plain = Đã trả kết quả
phase-stopped = Dừng giải quyết
phase-stopped-plain = Đã dừng giải quyết, lý do ghi trong thông báo
phase-withdrawn = Đã rút hồ sơ
phase-withdrawn-plain = Đã rút theo yêu cầu của người nộp
phase-closed = Đã lưu trữ
phase-closed-plain = Đã kết thúc và lưu trữ

# Việc làm trên hồ sơ: chữ trên nút, `-hint` việc đó làm gì, `-done` thông báo sau khi làm.
act-guide = Lưu hướng dẫn
act-guide-hint = Ghi lại nội dung đã hướng dẫn, kể cả giấy tờ còn thiếu.
act-guide-done = Đã lưu nội dung hướng dẫn.
act-receive = Tiếp nhận hồ sơ
act-receive-hint = Cấp mã hồ sơ và giấy tiếp nhận có ngày hẹn trả kết quả.
act-receive-done = Đã tiếp nhận hồ sơ.
act-decline = Từ chối tiếp nhận
act-decline-hint = Không nhận hồ sơ và lập phiếu từ chối nêu rõ lý do.
act-decline-done = Đã từ chối tiếp nhận hồ sơ.
act-transfer = Chuyển xử lý
act-transfer-hint = Chuyển hồ sơ đến đơn vị giải quyết.
act-transfer-done = Đã chuyển hồ sơ.
act-claim = Nhận xử lý
act-claim-hint = Nhận bước này về mình; từ lúc này thời gian tính cho người nhận.
act-claim-done = Đã nhận xử lý hồ sơ.
act-assign = Phân công
act-assign-hint = Giao bước này cho một người trong đơn vị.
act-assign-done = Đã phân công người xử lý.
act-hand-over = Bàn giao
act-hand-over-hint = Giao bước đang giữ cho người khác, có lý do.
act-hand-over-done = Đã bàn giao hồ sơ.
act-finish = Hoàn thành bước
act-finish-hint = Kết thúc bước này và chuyển sang bước tiếp theo.
act-finish-done = Đã hoàn thành bước.
act-send-back = Trả lại để xử lý lại
act-send-back-hint = Trả hồ sơ về bước xử lý trước, nêu rõ lý do.
act-send-back-done = Đã trả hồ sơ lại để xử lý.
act-consult = Lấy ý kiến
act-consult-hint = Hỏi ý kiến đơn vị khác, có hạn trả lời.
act-consult-done = Đã gửi yêu cầu lấy ý kiến.
act-answer-consultation = Trả lời ý kiến
act-answer-consultation-hint = Gửi ý kiến của đơn vị cho nơi hỏi.
act-answer-consultation-done = Đã trả lời ý kiến.
act-request-supplement = Yêu cầu bổ sung
act-request-supplement-hint = Yêu cầu người nộp bổ sung một lần, đầy đủ; thời hạn tạm ngừng.
act-request-supplement-done = Đã gửi yêu cầu bổ sung.
act-take-supplement = Nhận bổ sung
act-take-supplement-hint = Ghi nhận giấy tờ bổ sung; thời hạn tính lại từ đầu.
act-take-supplement-done = Đã nhận giấy tờ bổ sung.
act-approve = Duyệt, ký
act-approve-hint = Đồng ý với kết quả và ký.
act-approve-done = Đã duyệt, ký hồ sơ.
act-reject = Từ chối giải quyết
act-reject-hint = Quyết định không giải quyết, có văn bản nêu lý do; đây cũng là một kết quả.
act-reject-done = Đã từ chối giải quyết hồ sơ.
act-stop = Dừng giải quyết
act-stop-hint = Dừng hồ sơ và lập thông báo nêu lý do, căn cứ.
act-stop-done = Đã dừng giải quyết hồ sơ.
act-apologise = Xin lỗi và hẹn lại
act-apologise-hint = Gửi thư xin lỗi và hẹn lại ngày trả kết quả, chỉ một lần.
act-apologise-done = Đã gửi thư xin lỗi và hẹn lại.
act-return-result = Trả kết quả
act-return-result-hint = Giao kết quả và trả lại bản chính, có bằng chứng giao nhận.
act-return-result-done = Đã trả kết quả.
act-withdraw = Rút hồ sơ
act-withdraw-hint = Rút hồ sơ theo yêu cầu của người nộp và trả lại giấy tờ.
act-withdraw-done = Đã rút hồ sơ.
act-correct-procedure = Sửa thủ tục chọn nhầm
act-correct-procedure-hint = Thay thủ tục chọn nhầm bằng thủ tục đúng; hạn tính lại từ ngày tiếp nhận.
act-correct-procedure-done = Đã sửa thủ tục của hồ sơ.
act-correct-entry = Sửa thông tin nhập sai
act-correct-entry-hint = Sửa thông tin người nộp bị nhập sai; giá trị cũ vẫn được lưu.
act-correct-entry-done = Đã sửa thông tin.
act-close = Kết thúc, lưu trữ
act-close-hint = Kết thúc hồ sơ và đưa vào lưu trữ.
act-close-done = Đã lưu trữ hồ sơ.

# Diễn biến của hồ sơ.
event-guided = Đã hướng dẫn
event-received = Đã tiếp nhận
event-declined = Đã từ chối tiếp nhận
event-demanded-outside-list = Yêu cầu giấy tờ ngoài danh mục
event-breach-recorded = Ghi nhận vi phạm
event-claimed = Đã nhận xử lý
event-assigned = Đã phân công
event-handed-over = Đã bàn giao
event-step-done = Hoàn thành bước
event-step-began = Bắt đầu bước
event-sent-back = Trả lại để xử lý lại
event-consulted = Đã gửi lấy ý kiến
event-consultation-answered = Đã trả lời ý kiến
event-supplement-requested = Đã yêu cầu bổ sung
event-supplement-arrived = Đã nhận bổ sung
event-decided = Đã quyết định
event-stopped = Đã dừng giải quyết
event-apologised = Đã xin lỗi và hẹn lại
event-result-ready = Đã có kết quả
event-result-returned = Đã trả kết quả
event-withdrawn = Đã rút hồ sơ
event-procedure-corrected = Đã sửa thủ tục
event-entry-corrected = Đã sửa thông tin nhập sai
event-closed = Đã lưu trữ

# Vị trí công tác.
post-reception-officer = Cán bộ tiếp nhận
post-specialist = Chuyên viên
post-head-of-one-stop = Trưởng bộ phận Một cửa
post-unit-leader = Lãnh đạo phòng, bộ phận
post-leader = Lãnh đạo cơ quan
post-inspector = Thanh tra
post-administrator = Quản trị hệ thống

# Loại cơ quan.
agency-administration = Ủy ban nhân dân
agency-police = Công an
agency-social-insurance = Bảo hiểm xã hội
agency-tax = Cơ quan thuế
agency-land-registry = Văn phòng đăng ký đất đai
agency-treasury = Kho bạc Nhà nước
agency-home-affairs = Sở Nội vụ
agency-health = Sở Y tế
agency-social-support = Cơ sở trợ giúp xã hội
agency-payer = Tổ chức dịch vụ chi trả
agency-department = Cơ quan chuyên môn khác

# Cách nộp hồ sơ và nhận kết quả.
channel-in-person = Trực tiếp tại quầy
channel-online = Trực tuyến
channel-post = Qua bưu chính công ích
channel-phone = Qua điện thoại

# Việc của từng bước; `-plain` viết cho người dân.
work-receive = Tiếp nhận, chuyển hồ sơ
work-receive-plain = Đang được kiểm tra và chuyển đến nơi giải quyết
work-handle = Thẩm tra, xử lý
work-handle-plain = Đang được thẩm tra
work-review = Xem xét, trình ký
work-review-plain = Đang được xem xét trước khi trình ký
work-sign = Ký duyệt
work-sign-plain = Đang chờ lãnh đạo quyết định và ký
work-issue = Vào sổ, đóng dấu, phát hành
work-issue-plain = Đang được vào sổ, đóng dấu và chuyển về nơi trả kết quả
work-return = Trả kết quả
work-return-plain = Đang chờ ông/bà đến nhận kết quả

# Kết quả, người nhận, bằng chứng giao nhận.
outcome-approved = Chấp thuận
outcome-rejected = Từ chối giải quyết
recipient-applicant = Chủ hồ sơ
recipient-representative = Người được ủy quyền nộp hồ sơ
recipient-other = Người khác có văn bản ủy quyền
proof-signature = Ký nhận vào sổ theo dõi
proof-code = Mã xác nhận dùng một lần
proof-post-receipt = Số hiệu bưu gửi
proof-identity-document = Xuất trình giấy tờ tùy thân do mất giấy hẹn

# Người nộp hồ sơ.
party-kind-person = Cá nhân
party-kind-organisation = Tổ chức
field-name = Họ và tên, tên tổ chức
field-id-number = Số định danh, số hộ chiếu hoặc mã số thuế
field-address = Địa chỉ
field-phone = Số điện thoại
field-email = Thư điện tử
holder-applicant = Người nộp hồ sơ

# Thành phần hồ sơ.
need-always = Bắt buộc
need-unstated = Không bắt buộc; văn bản công bố không nêu trường hợp phải nộp
present-only = Chỉ xuất trình, không nộp

# Độ tin cậy của dữ liệu.
mark-memory = Theo trí nhớ, chưa kiểm chứng
mark-template = Lấy theo quy trình của thủ tục khác
mark-translation = Do nhóm lập dữ liệu dịch
mark-missing = Nguồn không nêu
certainty-sourced = Đã đọc trong nguồn
certainty-memory = Theo trí nhớ, cần kiểm chứng
certainty-design = Quy tắc riêng của hệ thống

# Chỗ còn thiếu trong danh mục thủ tục.
gap-no-code = Thủ tục chưa có mã quốc gia
gap-limit-unspecified = Thủ tục chưa rõ thời hạn giải quyết
gap-limit-by-case = Thủ tục có thời hạn khác nhau theo trường hợp, chỉ ghi bằng lời
gap-fee-unknown = Thủ tục chưa rõ mức phí, lệ phí
gap-decision-missing = Thủ tục thiếu quyết định công bố
gap-effective-date-missing = Thủ tục thiếu ngày bắt đầu hiệu lực
gap-result-code-missing = Thủ tục thiếu mã kết quả quốc gia
gap-sequence-missing = Thủ tục thiếu trình tự thực hiện
gap-subjects-missing = Thủ tục thiếu đối tượng thực hiện
gap-requirements-missing = Thủ tục thiếu yêu cầu, điều kiện
gap-paper-condition-missing = Giấy tờ không bắt buộc mà không nêu trường hợp phải nộp
gap-no-mandatory-paper = Thủ tục không có giấy tờ nào bắt buộc
gap-shares-not-one = Thủ tục có tỷ lệ thời gian các bước cộng lại khác 1
gap-step-hours-missing = Bước chưa có số giờ làm việc
gap-no-return-step = Thủ tục không có bước trả kết quả
gap-no-approver = Thủ tục không có bước phê duyệt
gap-steps-without-agency = Thủ tục nhiều cơ quan mà các bước chưa gắn với cơ quan
gap-condition-translated = Điều kiện của giấy tờ do nhóm lập dữ liệu dịch
gap-action-translated = Nội dung của bước do nhóm lập dữ liệu dịch
gap-task-translated = Nhiệm vụ của cơ quan do nhóm lập dữ liệu dịch
gap-part-from-memory = Thủ tục có phần ghi theo trí nhớ
gap-whole-from-memory = Thủ tục ghi hoàn toàn theo trí nhớ
gap-part-from-template = Thủ tục có phần lấy từ thủ tục khác
gap-role-mapped-by-us = Vai trò do nhóm lập dữ liệu tự gắn với vị trí

# Phí, lệ phí.
fee-unit-per-dossier = mỗi hồ sơ
fee-unit-per-registration = mỗi lần đăng ký
fee-unit-per-permit = mỗi giấy phép
fee-unit-per-document = mỗi văn bản
fee-unit-per-case = mỗi trường hợp
fee-unit-per-will = mỗi di chúc
fee-unit-per-transaction = mỗi giao dịch
fee-unit-per-page = mỗi trang
fee-unit-per-copy = mỗi bản sao
fee-unit-per-card = mỗi thẻ
fee-set-by-none = Không có quy định thu
fee-set-by-circular = Theo thông tư
fee-set-by-decree = Theo nghị định
fee-set-by-province-council = Theo nghị quyết của Hội đồng nhân dân cấp tỉnh

# Thời hạn giải quyết.
limit-working-days = { $n } ngày làm việc
limit-working-hours = { $n } giờ làm việc
limit-calendar-days = { $n } ngày, kể cả ngày nghỉ
limit-months = { $n } tháng
limit-clock-hours = { $n } giờ liên tục
limit-same-day = trong ngày làm việc nếu nhận chậm nhất { $cutoff }; nhận sau giờ đó thì hết ngày làm việc tiếp theo

# Lỗi: tên lỗi, và `-what` là việc cần làm tiếp.
error-not-found-dossier = Không tìm thấy hồ sơ
error-not-found-dossier-what = Kiểm tra lại mã trên giấy tiếp nhận. Nếu mã đúng, hồ sơ có thể thuộc đơn vị khác; xin hỏi nơi đã tiếp nhận.
error-not-found-procedure = Không tìm thấy thủ tục
error-not-found-procedure-what = Tìm theo tên thủ tục hoặc lĩnh vực. Mã thủ tục có thể đã được thay bằng mã khác.
error-not-found-session = Không tìm thấy phiên đăng nhập
error-not-found-session-what = Phiên này đã kết thúc. Tải lại trang để xem các phiên còn hoạt động.
error-not-found-token = Không tìm thấy mã truy cập
error-not-found-token-what = Mã này đã bị thu hồi hoặc không có. Tải lại trang để xem danh sách mã.
error-not-found-unit = Không tìm thấy đơn vị
error-not-found-unit-what = Chọn đơn vị trong danh sách. Đơn vị có thể đã sáp nhập hoặc đổi tên.
error-denied = Không được phép thực hiện
error-denied-what = Chuyển việc cho người có thẩm quyền, hoặc đổi sang vị trí khác nếu được giao vị trí đó.
error-stale = Hồ sơ vừa có thay đổi
error-stale-what = Có người đã xử lý hồ sơ sau khi trang này mở. Tải lại trang, xem diễn biến mới rồi thực hiện lại nếu vẫn cần.
error-key-reused = Yêu cầu này trùng mã với một yêu cầu khác
error-key-reused-what = Mở lại trang và gửi lại. Yêu cầu trước vẫn giữ nguyên kết quả.
error-wrong-password = Tên đăng nhập hoặc mật khẩu không đúng
error-wrong-password-what = Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại. Nếu quên mật khẩu, xin bấm “Quên mật khẩu” ở cuối trang này.
error-weak-password = Mật khẩu mới chưa đủ mạnh
error-weak-password-what = Chọn mật khẩu dài hơn, khó đoán và không dùng ở nơi khác.
error-unavailable = Hệ thống tạm thời chưa phục vụ được
error-unavailable-what = Thử lại sau ít phút. Việc chưa báo xong có thể chưa được ghi; nếu lỗi kéo dài, xin báo bộ phận hỗ trợ.
error-press = Chưa tạo được bản in
error-press-what = Hồ sơ vẫn được lưu. Thử in lại sau ít phút; nếu chưa được, xin báo bộ phận hỗ trợ.
error-forbidden-origin = Yêu cầu gửi từ trang khác không được nhận
error-forbidden-origin-what = Mở lại trang của hệ thống này và thực hiện từ đó.
error-too-many = Gửi quá nhiều yêu cầu trong thời gian ngắn
error-too-many-what = Chờ một phút rồi thử lại.
error-locked = Tài khoản tạm khóa đến { $until }
error-locked-what = Đã nhập sai mật khẩu nhiều lần. Chờ đến giờ trên rồi đăng nhập lại, hoặc liên hệ quản trị hệ thống.
event-released = Người giữ rời vị trí, việc về lại đơn vị
work-assign = Phân công xử lý
work-assign-plain = Đang được phân công người xử lý
actor-program = Chương trình, lúc thiết lập ban đầu
