# Signing in, password, sessions, posts.
sign-in-title = Sign in
sign-in-intro = For officials. Citizens need no account to look up procedures and dossiers.
sign-in-login = Sign-in name
sign-in-password = Password
sign-in-forgotten = Your unit's administrator can set a new password.
sign-in-demo-title = Demonstration accounts
sign-in-demo-intro = These are demonstration data. Press a button to enter in that role.
sign-in-demo-role = Role
sign-in-demo-go = Enter as

password-title = Change password
password-must-change = An administrator has set this password. Please choose one that only you know before you go on.
password-old = Current password
password-old-wrong = The current password is not right. Check the keyboard's language and Caps Lock, then try again.
password-new = New password
password-new-hint = At least 10 characters, without your sign-in name. A short sentence that you remember is better than a difficult word.
password-again = New password once more
password-differs = The two new passwords differ. Please type them again.
password-submit = Change password
password-others-end = When the password changes, your other sessions end at once.
act-password-done = The password is changed.

sessions-title = Sessions
sessions-intro = Where this account is signed in. If you do not know one of these, end it and change your password.
sessions-device = Device
sessions-device-unknown = Unknown device
sessions-from = From address { $address }
sessions-address-unknown = unknown
sessions-post = Post
sessions-began = Signed in
sessions-seen = Last used
sessions-current = In use
sessions-end = End
post-delegated = By delegation
act-end-session-done = The session is ended.

switch-post-title = Choose the post to act in
switch-post-intro = Whatever you do next is recorded under the post you choose.
switch-post-post = Post
switch-post-unit = Unit
switch-post-ground = Ground
switch-post-own = Appointed
switch-post-delegated = Delegated by document { $document }
switch-post-current = In use
switch-post-go = Change to
act-switch-post-done = Post changed. What you do from now on is recorded under the new post.
