//! Prints a sample form 01: `cargo run -p print --example receipt -- out.pdf [number of papers]`.

use std::error::Error;
use std::time::Instant;

use print::{Paper, Press, Receipt, Representative};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "receipt.pdf".to_owned());
    let papers = args.next().map_or(Ok(4), |n| n.parse::<u32>())?;

    let receipt = sample(papers);
    let begun = Instant::now();
    let press = Press::new();
    let ready = begun.elapsed();
    let begun = Instant::now();
    let pdf = press.receipt(&receipt)?;
    let first = begun.elapsed();
    let begun = Instant::now();
    press.receipt(&receipt)?;
    let second = begun.elapsed();
    std::fs::write(&out, &pdf)?;
    println!("{out}: {} bytes; press ready in {ready:?}, first paper {first:?}, second {second:?}", pdf.len());
    Ok(())
}

/// An invented receipt; more than four papers add a representative, a note and a correction.
fn sample(papers: u32) -> Receipt {
    let names = [
        "Tờ khai đăng ký khai tử theo mẫu",
        "Giấy báo tử hoặc giấy tờ thay thế Giấy báo tử do cơ quan có thẩm quyền cấp",
        "Thẻ căn cước của người đi đăng ký khai tử",
        "Giấy tờ chứng minh nơi cư trú cuối cùng của người chết",
    ];
    let kinds = ["bản chính", "bản sao", "xuất trình"];
    let papers: Vec<Paper> = (1..=papers)
        .zip(names.iter().cycle())
        .zip(kinds.iter().cycle())
        .map(|((no, name), kind)| Paper { no, name: (*name).to_owned(), kind: (*kind).to_owned(), count: 1 })
        .collect();
    let long = papers.len() > 4;
    Receipt {
        agency_parent: "Ủy ban nhân dân phường Mẫu Đơn".into(),
        agency: "Trung tâm Phục vụ hành chính công".into(),
        one_stop: String::new(),
        number: "12/TNHS-TTPVHCC".into(),
        place: "Mẫu Đơn".into(),
        date_line: "Ngày 14 tháng 8 năm 2026".into(),
        form_no: "Mẫu số 01 – Thông tư 03/2025/TT-VPCP".into(),
        form_note: String::new(),
        code: "H00.01-260814-0012".into(),
        applicant: "Nguyễn Thị Bưởi Diễn".into(),
        applicant_id: "000000000012".into(),
        address: "Số 5, ngõ Hoa Gạo, tổ 3, phường Mẫu Đơn".into(),
        phone: "0900 000 012".into(),
        email: "buoi.dien@example.vn".into(),
        representative: long.then(|| Representative {
            name: "Trần Văn Quýt Hồng".into(),
            id: "000000000034".into(),
            address: "Số 7, ngõ Hoa Gạo, tổ 3, phường Mẫu Đơn".into(),
            phone: "0900 000 034".into(),
            email: String::new(),
            authorisation: "Giấy ủy quyền ngày 10/08/2026".into(),
        }),
        request: "Đăng ký khai tử".into(),
        procedure_code: "1.000656".into(),
        papers,
        sets: 1,
        statutory_time: "01 ngày làm việc".into(),
        received_at: "09 giờ 05 phút, ngày 14/08/2026".into(),
        due_at: "17 giờ 00 phút, ngày 17/08/2026".into(),
        return_place: "Trung tâm Phục vụ hành chính công phường Mẫu Đơn, quầy số 2".into(),
        return_how: "Nhận trực tiếp".into(),
        fee: Some("8.000 đồng (đã nộp)".into()),
        register_book: "01/2026".into(),
        register_line: "12".into(),
        officer: "Lê Thị Mận Hậu".into(),
        officer_post: "Công chức tiếp nhận".into(),
        notes: if long {
            vec!["Đã yêu cầu giấy tờ ngoài thành phần hồ sơ quy định: “Sổ hộ khẩu giấy”; người nộp hồ sơ có quyền từ chối và phản ánh.".into()]
        } else {
            Vec::new()
        },
        follow_url: "https://motcua.example.vn/t/k3v9-2mxq-77ad".into(),
        follow_text: "hoặc vào motcua.example.vn, mục Tra cứu, và nhập mã hồ sơ.".into(),
        corrects: long.then(|| "11/TNHS-TTPVHCC ngày 14/08/2026".into()),
        created: 1_786_673_100_000_000,
    }
}
