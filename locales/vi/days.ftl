# Quyết định về ngày nghỉ, ngày làm bù; giờ làm việc của đơn vị

days-nav = Ngày nghỉ
days-title = Quyết định về ngày nghỉ, ngày làm bù
days-what = Khi có thông báo nghỉ lễ, hoán đổi ngày làm việc hoặc ngày nghỉ đột xuất, nhập quyết định tại đây. Hạn của các hồ sơ chưa xong được tính lại ngay; hồ sơ nào đổi hạn đều có ghi lý do, người nộp và người đang giữ hồ sơ được báo.
days-year = Xem lịch năm nay
days-none = Chưa nhập quyết định nào. Danh sách ngày nghỉ kèm chương trình đang được dùng.
days-list = Các quyết định đã nhập
days-document = Số và ngày văn bản
days-document-hint = Ví dụ: 8726/VPCP-KGVX ngày 12/12/2025
days-announced = Ngày công bố
days-which = Các ngày
days-count = { $n } ngày
days-entered = Người nhập
days-entered-by = { $person } nhập { $when }.
days-new = Nhập quyết định mới
days-status = Mức chắc chắn
days-status-enacted = Đã có văn bản
days-status-enacted-hint = Đã đọc văn bản có số và ngày như trên.
days-status-announced = Mới nghe thông báo
days-status-announced-hint = Chưa cầm văn bản; nhập lại khi có để xác nhận.
days-row = Dòng { $n }
days-from = Từ ngày
days-to = Đến hết ngày
days-becomes = Những ngày này
days-becomes-off = Nghỉ
days-becomes-on = Làm việc (làm bù)
days-becomes-hours = Làm việc theo giờ riêng
days-becomes-ordinary = Như ngày thường, bỏ quyết định trước
days-name = Tên gọi
days-hours = Giờ làm việc
days-whole = Quyết định cho cả năm
days-whole-hint = Chọn khi quyết định này đã định hết các ngày nghỉ trong năm. Các ngày nghỉ cố định theo Bộ luật Lao động vẫn giữ nguyên.
days-whole-year = Năm { $year } đã được quyết định hết
days-look = Xem hồ sơ nào đổi hạn
days-check = Kiểm tra trước khi nhập
days-moves = Hồ sơ sẽ đổi hạn
days-moves-count = { $n ->
    [0] Không hồ sơ nào đổi hạn.
   *[other] { $n } hồ sơ sẽ đổi hạn.
}
days-holder = Đang giữ
days-before = Hạn hiện nay
days-after = Hạn mới
days-step-only = Chỉ đổi hạn nội bộ
days-enter = Nhập quyết định
days-back = Sửa lại
days-one = Quyết định về ngày nghỉ, ngày làm bù
days-moved = Hồ sơ đã đổi hạn
days-moved-count = { $n ->
    [0] Không hồ sơ nào đổi hạn.
   *[other] { $n } hồ sơ đã đổi hạn. Ngày hẹn cũ vẫn được ghi trong từng hồ sơ.
}

hours-title = Giờ làm việc
hours-since = Từ ngày
hours-from-start = Từ đầu
hours-week = Giờ trong tuần
hours-basis = Căn cứ
hours-basis-hint = Số và ngày văn bản quy định giờ làm việc
hours-change = Đổi giờ làm việc
hours-what = Giờ mới áp dụng cho đơn vị này và các đơn vị bên dưới chưa có giờ riêng. Hạn của hồ sơ chưa xong được tính lại ngay.
hours-from = Áp dụng từ ngày
hours-from-hint = Từ hôm nay trở đi; giờ của những ngày đã qua không đổi.
hours-day-hint = Ví dụ: 7:30-11:30, 13:00-17:00. Để trống là ngày nghỉ hằng tuần.
hours-set = Đổi giờ làm việc
hours-event-set = Giờ làm việc từ { $from }: { $hours } (căn cứ: { $document })

event-deadline-moved = Tính lại hạn
moved-by-days = Theo quyết định về ngày nghỉ: { $document }
moved-by-hours = Theo giờ làm việc mới của { $unit }: { $document }
moved-by-organisation = Do tổ chức thay đổi
moved-from = Hạn trước đó
moved-step = Hạn của bước đang làm
moved-answer = Hạn trả lời của đơn vị được hỏi
moved-tag = Đổi hạn
moved-what = Ngày hẹn đã được tính lại, trước đó là { $before }. { $why }.

letter-date-moved = Thời hạn giải quyết hồ sơ { $code } được tính lại do thay đổi ngày nghỉ hoặc giờ làm việc của cơ quan. { $shop } hẹn trả kết quả: { $due }.
contact-date-moved = ngày hẹn được tính lại
letter-dates-moved-subject = { $n } hồ sơ ông/bà đang giữ đổi hạn
letter-dates-moved = { $n } hồ sơ ông/bà đang giữ được tính lại hạn. Căn cứ: { $document }.
letter-dates-moved-link =
    Xem các hồ sơ:
    { $link }

act-days-decided-done = Đã nhập quyết định; hạn của các hồ sơ chưa xong đã được tính lại.
act-hours-set-done = Đã đổi giờ làm việc.
rule-day-is-over = Ngày này đã qua, không đổi được nữa; chỉ có thể nhập lại đúng như đã ghi để xác nhận bằng văn bản.
rule-day-is-over-short = Ngày đã qua
rule-day-already-so = Ngày này vốn đã như vậy, quyết định không thay đổi gì. Kiểm tra lại ngày hoặc bỏ dòng này.
rule-day-already-so-short = Ngày đã như vậy
rule-day-twice = Một ngày đứng hai lần trong quyết định. Giữ lại một dòng cho mỗi ngày.
rule-day-twice-short = Ngày ghi hai lần
rule-year-decided = Năm này đã được quyết định hết, hoặc năm trước đó chưa xong.
rule-year-decided-short = Năm đã quyết định
rule-hours-faulty = Giờ làm việc chưa hợp lệ. Viết như 7:30-11:30, 13:00-17:00: mỗi ca kết thúc sau khi bắt đầu, ca sau bắt đầu sau khi ca trước kết thúc.
rule-hours-faulty-short = Giờ chưa hợp lệ
rule-hours-from-past = Giờ làm việc chỉ đổi từ hôm nay trở đi.
rule-hours-from-past-short = Ngày đã qua
status-due-moved = Ngày hẹn tính lại
days-rows-hint = Ngày ghi như 27/8/2026; chỉ một ngày thì để trống ô “Đến hết ngày”. Hoán đổi là hai dòng: ngày được nghỉ và ngày làm bù. Tên gọi ví dụ: Nghỉ hoán đổi (thay cho ngày 10/01/2026). Giờ làm việc chỉ ghi khi làm theo giờ riêng, ví dụ 7:30-11:30 13:00-15:00.
days-more-rows = Thêm dòng
error-not-found-day-decision = Không có quyết định này
error-not-found-day-decision-what = Xem lại danh sách các quyết định về ngày nghỉ.
error-not-found-deadline = Hồ sơ này hiện không tính thời hạn
error-not-found-deadline-what = Thời hạn chỉ tính từ khi tiếp nhận và không tính khi đang chờ người nộp bổ sung.
days-settled = Ngày hẹn giữ nguyên
