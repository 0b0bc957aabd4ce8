;; Drives Emacs with eglot through what a person does with burnish: open, squiggle, quick fix, undo, rename.
;;   cd FOLDER-WITH-first.py-AND-second.py; emacs --batch -l drive.el
;; Needs Debian's emacs-nox and elpa-eglot. BURNISH names the command; every step prints a line.
(require 'package)
(package-initialize)
(require 'eglot)
(require 'cl-lib)
(setq eglot-sync-connect t
      eglot-connect-timeout 60
      eglot-send-changes-idle-time 0
      eglot-confirm-server-initiated-edits nil)
(add-to-list 'eglot-server-programs `(python-mode . (,(or (getenv "BURNISH") "burnish") "server")))

(defun await (what predicate)
  (let ((end (+ (float-time) 60)) value)
    (while (and (not (setq value (funcall predicate))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless value
      (message "FAIL: timed out waiting for %s in:\n%s" what (buffer-string))
      (kill-emacs 1))
    value))

(defun has (word)
  (cl-some (lambda (item) (string-match-p word (flymake-diagnostic-text item))) (flymake-diagnostics)))

(find-file "first.py")
(defvar begun (float-time))
(apply #'eglot (eglot--guess-contact))
(await "squiggles" (lambda () (and (has "never used") (has "without `from`"))))
(message "first squiggles %.1f s after eglot was asked to start" (- (float-time) begun))
(dolist (item (flymake-diagnostics))
  (message "diagnostic %s" (flymake-diagnostic-text item)))

(goto-char (point-min))
(search-forward "raise RuntimeError")
(let ((last-nonmenu-event ?x))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt items &rest _)
               (message "menu %S" (mapcar #'car items))
               (car (cl-find-if (lambda (item) (string-match-p "Name the cause" (car item))) items)))))
    (eglot-code-actions (match-beginning 0) nil nil t)))
(await "the fix" (lambda () (string-match-p "from error$" (buffer-string))))
(eglot--signal-textDocument/didChange)
(await "the finding to go" (lambda () (not (has "without `from`"))))
(message "fixed")
(goto-char (point-min))
(search-forward " from error")
(replace-match "")
(eglot--signal-textDocument/didChange)
(await "the finding to come back" (lambda () (has "without `from`")))
(message "taken back")

(goto-char (point-min))
(search-forward "def parse_num")
(cl-letf (((symbol-function 'y-or-n-p) (lambda (prompt) (message "%s yes" prompt) t)))
  (eglot-rename "read_number"))
(await "the rename" (lambda () (string-match-p "def read_number" (buffer-string))))
(save-some-buffers t)
(with-current-buffer (find-file-noselect "second.py")
  (message "second %s" (if (string-match-p "import read_number" (buffer-string)) "renamed" "NOT renamed")))
(ignore-errors (eglot-shutdown (eglot-current-server)))
(kill-emacs 0)
