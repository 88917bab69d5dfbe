//! Sentences that people in the simulated year say and write.

pub const GUIDANCE: [&str; 4] = [
    "Đã hướng dẫn thành phần hồ sơ theo danh mục công bố và cách nộp trực tuyến.",
    "Đã hướng dẫn cách ghi tờ khai; công dân sẽ nộp khi có đủ giấy tờ.",
    "Đã giải thích thời hạn, mức phí và nơi trả kết quả.",
    "Đã hướng dẫn giấy tờ nào không phải nộp vì có trong cơ sở dữ liệu.",
];
pub const DECLINED: [&str; 3] = [
    "Việc đề nghị không thuộc thẩm quyền giải quyết của đơn vị.",
    "Hồ sơ thiếu giấy tờ bắt buộc; công dân chưa thể bổ sung ngay.",
    "Giấy tờ nộp kèm đã hết giá trị sử dụng.",
];
pub const SUPPLEMENT: [&str; 4] = [
    "Thông tin trong giấy tờ chưa thống nhất với tờ khai.",
    "Bản nộp bị mờ, không đọc được số và ngày cấp.",
    "Tờ khai chưa có chữ ký ở trang cuối.",
    "Thiếu trang có xác nhận của cơ quan cấp.",
];
pub const MISSING: [&str; 3] = ["Bản mờ, đề nghị nộp bản rõ.", "Thiếu trang 2.", "Chưa ký ở phần cam đoan."];
pub const NEW_FACT: [&str; 2] = [
    "Sau khi nhận bổ sung mới phát hiện thông tin khác với sổ gốc.",
    "Cơ quan phối hợp trả lời có tình tiết mới cần làm rõ.",
];
pub const NOT_RETRIEVABLE: &str = "Cơ sở dữ liệu không trả về kết quả khi tra cứu.";
pub const REJECTED: [&str; 3] = [
    "Không đủ điều kiện theo quy định của thủ tục.",
    "Kết quả xác minh không phù hợp với nội dung đề nghị.",
    "Việc đề nghị đã được giải quyết ở hồ sơ trước.",
];
pub const APOLOGY: [&str; 4] = [
    "Cần thêm thời gian xác minh tại nơi cư trú cũ.",
    "Hệ thống dùng chung gián đoạn, kết quả tra cứu về chậm.",
    "Cán bộ phụ trách nghỉ ốm, hồ sơ được phân công lại.",
    "Cơ quan phối hợp trả lời chậm so với thời hạn.",
];
pub const QUESTION: [&str; 3] = [
    "Đề nghị xác nhận thông tin của người nộp trong phạm vi đơn vị quản lý.",
    "Đề nghị cho ý kiến về sự phù hợp với quy hoạch.",
    "Đề nghị xác minh quá trình cư trú trước đây.",
];
pub const ANSWER: [&str; 3] = [
    "Thông tin đúng như hồ sơ.",
    "Thống nhất với đề xuất của đơn vị chủ trì.",
    "Không có ý kiến khác; gửi kèm trích lục.",
];
pub const SENT_BACK: [&str; 3] = [
    "Dự thảo ghi chưa đúng căn cứ pháp lý.",
    "Cần làm rõ kết quả xác minh trước khi ký.",
    "Sai chính tả trong phần nội dung, đề nghị sửa.",
];
pub const WITHDRAWN: [&str; 3] = [
    "Công dân không còn nhu cầu.",
    "Công dân sẽ nộp tại nơi cư trú mới.",
    "Công dân xin rút để nộp lại theo thủ tục khác.",
];
pub const STOPPED: [&str; 2] =
    ["Quá thời gian chờ bổ sung mà không nhận được giấy tờ.", "Người nộp hồ sơ đã được giải quyết ở nơi khác."];
pub const STOP_GROUND: &str = "Mẫu số 05, Thông tư 03/2025/TT-VPCP";
pub const HANDED_OVER: [&str; 2] = ["Đi công tác, bàn giao lại hồ sơ.", "Điều chuyển khối lượng việc trong bộ phận."];
pub const WRONG_ENTRY: [&str; 2] = ["Nhập nhầm một chữ số.", "Công dân báo số điện thoại mới."];
pub const WRONG_PROCEDURE: &str = "Chọn nhầm thủ tục khi tiếp nhận.";
pub const AUTHORISATION: &str = "Giấy ủy quyền số 00/UQ (minh họa)";
pub const PAPER_OUTSIDE: [&str; 3] =
    ["Bản sao sổ hộ khẩu giấy cũ", "Ảnh chụp chân dung 3×4", "Giấy xác nhận của tổ dân phố"];
pub const WHY_OUTSIDE: [&str; 2] = ["Để đối chiếu cho nhanh.", "Thói quen cũ của bộ phận."];
pub const NOTE: [&str; 3] = ["Đủ điều kiện, trình ký.", "Đã đối chiếu, thống nhất.", "Đã kiểm tra thể thức."];
pub const WRONG_RESULT: [&str; 3] = [
    "Sai năm sinh trên bản chính, phát hiện khi đối chiếu trước lúc trả.",
    "Đóng dấu nhầm trang, phải in và ký lại.",
    "Ghi sai số quyết định trên kết quả.",
];
pub const WRONG_HANDS: &str = "Hai người trùng họ tên cùng đến một lúc; đã liên hệ và thu lại kết quả.";

/// Why a voucher was wrong.
pub const WRONG_VOUCHER: [&str; 3] =
    ["Ghi nhầm số bản", "Người nộp đề nghị giảm số bản cần lấy", "Chọn nhầm cách nộp tiền"];

/// To whom the money of a wrong voucher is given back.
pub const REFUND_TO: &str = "Người nộp hồ sơ, đã xem giấy tờ tùy thân";

/// What is shown for an exemption.
pub const EXEMPTION_PROOF: &str = "Giấy xác nhận mẫu số 01 (dữ liệu mẫu)";

/// Why the cash of a day differs.
pub const CASH_DIFFERS: &str = "Thối nhầm tiền lẻ cho người nộp, đã báo trưởng bộ phận";
