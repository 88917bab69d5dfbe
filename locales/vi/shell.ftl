# Khung trang: những chữ mà trang nào cũng có.
service-name = Một cửa
title-suffix = Một cửa
skip-to-content = Đến thẳng nội dung chính
header-home = Về trang chính
nav-label = Mục chính
nav-sub-label = Các phần của trang
nav-side-label = Danh mục
language-label = Ngôn ngữ
language-vi = Tiếng Việt
language-en = English
sign-in = Đăng nhập
sign-out = Đăng xuất
switch-post = Đổi vị trí
signed-in-as = Đang làm việc với tên
footer-promise = Mỗi việc có người chịu trách nhiệm, có hạn trả và có dấu vết.
footer-label = Liên kết cuối trang
time-note = Mọi giờ ghi trên trang là giờ Việt Nam.

back = Quay lại
breadcrumb-label = Vị trí trang này
optional = không bắt buộc
error-prefix = Lỗi:
error-title = Lỗi: { $title }
error-summary-title = Có chỗ cần sửa
error-what-next = Việc cần làm
error-operation-id = Mã thao tác
error-operation-hint = Khi hỏi bộ phận hỗ trợ, xin đọc mã này.
error-home = Về trang chủ
warning-prefix = Chú ý
banner-label = Lưu ý chung
notice-title = Thông báo
flash-success-title = Đã xong
flash-important-title = Cần chú ý
flash-error-title = Chưa làm được

date-day = Ngày
date-month = Tháng
date-year = Năm
select-choose = Chọn một mục
filter-title = Lọc danh sách
filter-apply = Lọc
filter-clear = Bỏ lọc
search-button = Tìm

pagination-label = Chuyển trang
pagination-previous = Trang trước
pagination-next = Trang sau

step-done = Đã xong
step-current = Đang làm
step-todo = Chưa tới
step-late = Quá hạn
step-skipped = Không cần
step-holder = Người giữ
step-due = Hạn
steps-label = Các bước giải quyết

weekday-1 = thứ Hai
weekday-2 = thứ Ba
weekday-3 = thứ Tư
weekday-4 = thứ Năm
weekday-5 = thứ Sáu
weekday-6 = thứ Bảy
weekday-7 = Chủ nhật

due-now = đến hạn
due-in-minutes = còn { $n } phút
due-in-hours = còn { $n } giờ
due-in-days = còn { $n } ngày
due-late-minutes = quá hạn { $n } phút
due-late-hours = quá hạn { $n } giờ
due-late-days = quá hạn { $n } ngày
due-in-hours-minutes = còn { $hours } giờ { $minutes } phút
due-late-hours-minutes = quá hạn { $hours } giờ { $minutes } phút
