# Bàn làm việc: việc của chuyên viên, lãnh đạo, và những việc của ngày gặp trục trặc.

# Việc trên hồ sơ.
act-take-back-result = Thu hồi kết quả sai
act-take-back-result-hint = Kết quả đã có nhưng sai và chưa trả cho ai: đưa hồ sơ về bước trước để làm lại.
act-take-back-result-done = Đã thu hồi kết quả; hồ sơ được giải quyết lại.
act-correct-return = Đính chính việc trả kết quả
act-correct-return-hint = Ghi lại cho đúng kết quả đang ở tay ai. Lần ghi đầu vẫn được lưu và hiển thị.
act-correct-return-done = Đã đính chính việc trả kết quả.
act-give-back-originals = Trả lại bản chính
act-give-back-originals-hint = Trả lại bản chính còn giữ tại cơ quan, có bằng chứng giao nhận.
act-give-back-originals-done = Đã ghi nhận việc trả lại bản chính.

take-back-to = Làm lại từ bước nào
take-back-reason-hint = Nêu kết quả sai ở điểm nào; lý do được lưu và hiển thị trong diễn biến hồ sơ.
take-back-note = Ngày hẹn trả kết quả không thay đổi. Nếu sửa xong sau ngày hẹn, hồ sơ bị tính là trễ hạn.
back-to-sign = Ký lại: chỉ văn bản kết quả sai
back-to-handle = Xử lý lại: nội dung quyết định sai

correct-return-first = Ghi nhận lúc trả
correct-return-what = Điều cần đính chính
correct-return-to = Ai đang giữ kết quả
correct-return-who-hint = Hai mục dưới đây bỏ trống nếu kết quả đã thu về quầy.
correct-return-reason-hint = Nêu sự việc xảy ra thế nào, phát hiện ra sao.
return-fault-record = Trả đúng người, ghi sai
return-fault-record-hint = Kết quả ở đúng người; chỉ ghi nhầm người nhận hoặc bằng chứng.
return-fault-taken-back = Trả nhầm người, đã thu lại
return-fault-taken-back-hint = Kết quả đang ở quầy; hồ sơ trở về “Đã có kết quả” để trả cho đúng người.
return-fault-handed-on = Trả nhầm người, nay đã đến đúng người
return-fault-handed-on-hint = Ghi người đang giữ kết quả và bằng chứng giao nhận.

give-back-to = Trả bản chính cho ai
give-back-kept = Bản chính lưu lại trong hồ sơ
give-back-kept-hint = Ghi giấy tờ nào lưu lại và căn cứ. Nếu tất cả đều lưu lại thì bỏ trống các mục trên.

event-result-taken-back = Đã thu hồi kết quả sai
event-return-corrected = Đã đính chính việc trả kết quả
event-originals-given-back = Bản chính đã được trả lại hoặc lưu
timeline-taken-by = Người nhận
timeline-kept = Lưu lại trong hồ sơ

# Việc làm trên giấy khi có sự cố.
paper-title = Việc này đã làm trên giấy khi có sự cố?
paper-hint = Sự cố đã ghi nhận của đơn vị: { $spans }. Hạn được tính từ giờ làm trên giấy; cả hai thời điểm đều được lưu và hiển thị.
paper-question = Thời điểm làm
paper-yes = Đã làm trên giấy, nay nhập lại
paper-date = Ngày làm trên giấy
paper-time = Giờ làm trên giấy
paper-time-hint = Ví dụ: 9:05
paper-refused = Giờ này không được nhận: phải nằm trong thời gian sự cố đã ghi nhận của đơn vị, không trước việc gần nhất của hồ sơ và không sau hiện tại.
paper-transfer = Đã chuyển hồ sơ trên giấy khi có sự cố: nhập lại
paper-tag = Làm trên giấy
paper-entered = Nhập vào hệ thống lúc { $when }.

# Sự cố, tạm ngừng hệ thống.
outage-lasts = chưa kết thúc
outage-kind-power = Mất điện
outage-kind-network = Mất mạng
outage-kind-program = Hệ thống ngừng
outage-event-declared = { $unit }: { $kind }, { $from } – { $to }
outage-event-ended = { $unit }: sự cố kết thúc lúc { $to }

# Quy định.
rule-result-to-wrong-person = Kết quả đã được trả nhầm người. Việc này được ghi nhận; người trả nhầm phải khắc phục và xin lỗi người nộp hồ sơ.
rule-result-to-wrong-person-short = Trả kết quả nhầm người
rule-originals-here = Bản chính của người nộp còn ở cơ quan. Đề nghị trả lại bản chính (hoặc ghi rõ bản nào lưu lại theo quy định) trước khi lưu trữ.
rule-originals-here-short = Chưa trả lại bản chính
rule-no-originals-here = Không còn bản chính nào của hồ sơ này tại cơ quan.
rule-no-originals-here-short = Không còn giữ bản chính
rule-outage-period = Thời gian sự cố chưa hợp lý: giờ kết thúc phải sau giờ bắt đầu; sự cố đã xảy ra không kết thúc trong tương lai; việc tạm ngừng theo kế hoạch phải có giờ kết thúc.
rule-outage-period-short = Thời gian sự cố chưa hợp lý
rule-outage-announced-late = Việc tạm ngừng theo kế hoạch được thông báo muộn hơn thời hạn quy định.
rule-outage-announced-late-short = Thông báo tạm ngừng muộn

# Việc của tôi, theo thẻ.
tasks-tab-open = Làm được ngay
tasks-tab-open-hint = Bước ông/bà đang giữ hoặc chưa ai nhận; đến hạn trước xếp trước.
tasks-tab-mine = Của tôi
tasks-tab-mine-hint = Những bước ông/bà đang giữ.
tasks-tab-unit = Chưa ai nhận
tasks-tab-unit-hint = Những bước của đơn vị chưa có người nhận.
tasks-tab-applicant = Chờ người nộp
tasks-tab-applicant-hint = Đã yêu cầu bổ sung; thời hạn tạm ngừng. Hồ sơ cũ nhất xếp trước.
tasks-tab-elsewhere = Chờ đơn vị khác
tasks-tab-elsewhere-hint = Đang hỏi ý kiến mà chưa được trả lời, hoặc hồ sơ ông/bà từng xử lý nay ở bước của người khác.
tasks-tab-questions = Ý kiến phải trả lời
tasks-tab-questions-hint = Đơn vị khác hỏi, đơn vị mình chưa trả lời.
tasks-questions-none = Không có câu hỏi nào đang chờ trả lời.
tasks-filter = Tìm và lọc
tasks-any-procedure = Mọi thủ tục
tasks-due = Hạn của bước
tasks-due-any = Mọi hạn
tasks-due-late = Đã quá hạn
tasks-due-today = Hôm nay
tasks-due-tomorrow = Ngày mai
tasks-waits-since = Phát sinh lúc
tasks-asked = Chờ { $n } ý kiến
due-today = Hôm nay, { $left }
due-tomorrow = Ngày mai

# Nhiều hồ sơ một lúc.
several-tick = Chọn
several-this = Đánh dấu hồ sơ { $code }
several-with-ticked = Với hồ sơ đã đánh dấu:
several-nothing-ticked = Chưa đánh dấu hồ sơ nào. Xin đánh dấu ít nhất một hồ sơ.
several-confirm-title = { $act }: { $n } hồ sơ
several-confirm-button = { $act } { $n } hồ sơ
several-each = Mỗi hồ sơ là một việc riêng, đứng tên ông/bà; hồ sơ nào không làm được sẽ nêu rõ lý do.
several-sign-warning = Ký rồi không thể hoàn tác. Mỗi hồ sơ dưới đây được ký riêng, đứng tên ông/bà; xin xem lại trước khi ký.
several-these = Hồ sơ được chọn
several-proposed = Đề xuất của người xử lý
several-person-missing = Xin chọn người nhận.
several-reason-missing = Xin nêu lý do bàn giao.
several-reason-hint = Một lý do cho tất cả hồ sơ được chọn.
several-back = Quay lại danh sách
several-told = { $done } hồ sơ đã xong, { $not } hồ sơ chưa làm được
several-what = Kết quả
several-not = Chưa làm được

nav-outages = Sự cố, tạm ngừng
standing-label = Đang có hiệu lực
standing-delegated = Ông/bà đang làm việc theo ủy quyền số { $number } của { $post }, đến hết ngày { $last }.
standing-lent = Quyền của vị trí này đang ủy quyền cho { $who } theo văn bản số { $number }, đến hết ngày { $last }. Chấm dứt sớm tại đây.
standing-outage = Đơn vị đang có sự cố từ { $from }: làm trên giấy, nhập lại sau.
standing-planned = Hệ thống tạm ngừng theo kế hoạch từ { $from }.
outages-title = Sự cố và tạm ngừng hệ thống
outages-what = Trong thời gian sự cố đã ghi nhận, việc được làm trên giấy rồi nhập lại với giờ làm trên giấy; cả hai thời điểm đều được lưu và hiển thị.
outages-none = Chưa có sự cố nào được ghi nhận.
outages-who = Trưởng bộ phận Một cửa hoặc quản trị hệ thống ghi nhận sự cố.
outages-list = Đã ghi nhận
outages-when = Thời gian
outages-unit = Đơn vị
outages-kind = Loại sự cố
outages-declared = Người ghi nhận
outages-act = Việc cần làm
outages-on = Đang xảy ra
outages-planned = Theo kế hoạch
outages-end = Đã khắc phục
outages-new = Ghi nhận sự cố hoặc thông báo tạm ngừng
outages-new-hint = Sự cố đã xảy ra: để trống giờ kết thúc nếu chưa khắc phục. Tạm ngừng theo kế hoạch phải có giờ kết thúc và thông báo trước ít nhất { $n } ngày làm việc.
outages-from = Từ ngày
outages-from-time = Từ giờ
outages-to = Đến ngày
outages-to-hint = Để trống nếu sự cố chưa kết thúc
outages-to-time = Đến giờ
outages-button = Ghi nhận
act-declare-outage-done = Đã ghi nhận.
act-end-outage-done = Đã ghi nhận sự cố kết thúc.

# Thời gian của từng bước.
step-used = đã dùng { $used }
step-left = còn { $left }
step-over = quá { $over }
dossier-now = Bước đang làm
dossier-now-clock = Thời gian của bước
dossier-held-by = Đang giữ
several-told-done = Đã làm xong { $n } hồ sơ
