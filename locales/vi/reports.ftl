# Sổ theo dõi, báo cáo, tải về.
download-as = Tải danh sách này về:
download-csv = CSV (mở bằng Excel)
download-xlsx = Excel (XLSX)
download-pdf = PDF (để in)
export-dossiers = Danh sách hồ sơ
export-tasks = Việc của tôi
export-register = Sổ theo dõi hồ sơ
export-intake = Tiếp nhận trong ngày
export-vouchers = Biên lai

dossiers-file-code = Mã hồ sơ
dossiers-file-applicant = Người nộp
dossiers-file-procedure = Thủ tục hành chính
dossiers-file-unit = Nơi tiếp nhận
dossiers-file-phase = Tình trạng
dossiers-file-step = Bước đang làm
dossiers-file-holder = Người đang giữ
dossiers-file-received = Tiếp nhận lúc
dossiers-file-due = Hẹn trả lúc
dossiers-file-late = Trễ hạn
dossiers-file-is-late = Trễ
dossiers-file-supplements = Số lần yêu cầu bổ sung
