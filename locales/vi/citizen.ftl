# Người dân tìm thủ tục, theo dõi hồ sơ; thư báo tin.

found-because = Tìm thấy vì: { $why }.
found-said = người dân thường gọi là “{ $way }”
found-field = cùng lĩnh vực
found-content = có trong giấy tờ hoặc kết quả của thủ tục
found-read-as = đọc “{ $typed }” thành “{ $read }”
found-partly = chỉ khớp một phần lời hỏi
search-nothing = Chưa tìm thấy thủ tục nào cho “{ $q }”.
search-nothing-try = Thử nói cách khác, ít từ hơn, ví dụ: khai sinh, sổ đỏ, sao y, hộ khẩu.
search-ask = Hỏi trực tiếp
search-ask-hint = Cán bộ hướng dẫn tại các nơi sau giúp ông/bà tìm đúng thủ tục, không mất tiền.
