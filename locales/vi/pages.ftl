# Điều hướng và những gì mọi trang dùng chung.
nav-home = Trang chủ
nav-procedures = Thủ tục
nav-follow = Tra cứu hồ sơ
nav-reception = Tiếp nhận
nav-tasks = Việc của tôi
nav-board = Điều hành
nav-dossiers = Hồ sơ
nav-admin = Quản trị
nav-sessions = Phiên đăng nhập
nav-password = Đổi mật khẩu
demo-banner = Dữ liệu trình diễn: người, hồ sơ và cán bộ ở đây đều là giả định.
refused-by = Căn cứ: { $citation }
error-malformed = Không đọc được nội dung gửi lên
error-malformed-what = Hãy quay lại, kiểm tra nội dung đã nhập và gửi lại.
error-no-such-page = Không có trang này
error-no-such-page-what = Hãy kiểm tra lại địa chỉ, hoặc bắt đầu từ trang chủ.
