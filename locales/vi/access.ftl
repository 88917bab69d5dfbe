# Đăng nhập, mật khẩu, phiên đăng nhập, vị trí.
sign-in-title = Đăng nhập
sign-in-intro = Dành cho cán bộ, công chức. Người dân tra cứu thủ tục và hồ sơ không cần đăng nhập.
sign-in-login = Tên đăng nhập
sign-in-password = Mật khẩu
sign-in-forgotten = Xin liên hệ quản trị hệ thống của đơn vị để được đặt lại mật khẩu.
sign-in-demo-title = Tài khoản dùng thử
sign-in-demo-intro = Đây là dữ liệu trình diễn. Bấm một nút để vào thử với vai trò tương ứng.
sign-in-demo-role = Vai trò
sign-in-demo-go = Vào thử

password-title = Đổi mật khẩu
password-must-change = Mật khẩu này do quản trị đặt. Xin đổi sang mật khẩu chỉ mình ông/bà biết rồi mới làm việc tiếp.
password-old = Mật khẩu đang dùng
password-old-wrong = Mật khẩu đang dùng không đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại.
password-new = Mật khẩu mới
password-new-hint = Ít nhất 10 ký tự, không chứa tên đăng nhập. Một câu ngắn dễ nhớ với mình thì tốt hơn một từ khó.
password-again = Nhập lại mật khẩu mới
password-differs = Hai lần nhập mật khẩu mới không giống nhau. Xin nhập lại.
password-submit = Đổi mật khẩu
password-others-end = Khi đổi mật khẩu, các phiên đăng nhập khác của ông/bà kết thúc ngay.
act-password-done = Đã đổi mật khẩu.

sessions-title = Phiên đăng nhập
sessions-intro = Những nơi đang đăng nhập bằng tài khoản này. Nếu có nơi lạ, hãy kết thúc phiên đó rồi đổi mật khẩu.
sessions-device = Thiết bị
sessions-device-unknown = Không rõ thiết bị
sessions-from = Từ địa chỉ { $address }
sessions-address-unknown = không rõ
sessions-post = Vị trí
sessions-began = Đăng nhập lúc
sessions-seen = Dùng gần nhất
sessions-current = Đang dùng
sessions-end = Kết thúc
post-delegated = Theo ủy quyền
act-end-session-done = Đã kết thúc phiên đăng nhập.

switch-post-title = Chọn vị trí để làm việc
switch-post-intro = Mọi việc làm tiếp theo được ghi dưới vị trí đã chọn.
switch-post-post = Vị trí
switch-post-unit = Đơn vị
switch-post-ground = Căn cứ
switch-post-own = Được bổ nhiệm, phân công
switch-post-delegated = Được ủy quyền theo văn bản { $document }
switch-post-current = Đang dùng
switch-post-go = Chuyển sang
act-switch-post-done = Đã chuyển vị trí. Việc làm từ lúc này được ghi dưới vị trí mới.
