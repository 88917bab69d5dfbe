# Navigation and what all pages share.
nav-home = Home
nav-procedures = Procedures
nav-follow = Follow a dossier
nav-reception = Reception
nav-tasks = My tasks
nav-board = Board
nav-dossiers = Dossiers
nav-admin = Administration
nav-sessions = Sessions
nav-password = Change password
demo-banner = Demonstration data: people, dossiers and officers here are all invented.
refused-by = Ground: { $citation }
error-malformed = What was sent cannot be read
error-malformed-what = Go back, check what you typed and send it again.
error-no-such-page = There is no such page
error-no-such-page-what = Check the address, or begin at the main page.
