# Registers, reports, downloads.
download-as = Take this list away:
download-csv = CSV (opens in Excel)
download-xlsx = Excel (XLSX)
download-pdf = PDF (to print)
export-dossiers = List of dossiers
export-tasks = My tasks
export-register = Register of dossiers
export-intake = Daily intake
export-vouchers = Vouchers

dossiers-file-code = Dossier code
dossiers-file-applicant = Applicant
dossiers-file-procedure = Procedure
dossiers-file-unit = Place of receipt
dossiers-file-phase = Where it stands
dossiers-file-step = Step under way
dossiers-file-holder = Held by
dossiers-file-received = Received at
dossiers-file-due = Due at
dossiers-file-late = Late
dossiers-file-is-late = Late
dossiers-file-supplements = Supplements asked for
