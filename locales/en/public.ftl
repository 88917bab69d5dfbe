# Pages for everybody: home, procedures, following a dossier.
fee-free = Free of charge
fee-unknown = Amount not known; ask where you file
fee-amount = { $amount } { $unit }
