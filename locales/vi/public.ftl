# Trang cho mọi người: trang chủ, thủ tục, theo dõi hồ sơ.
fee-free = Không mất tiền
fee-unknown = Chưa rõ mức thu; hỏi tại nơi nộp
fee-amount = { $amount } { $unit }
