;; What tests/lsp/test_emacs.py does in Emacs: Eglot starts the server with the settings of
;; docs/editors.md, and what a user sees is written to a file as JSON.

(package-activate-all) ; Debian's, as an interactive Emacs does
(require 'json)
(require 'eglot)
(require 'flymake)

(defvar seen nil "What was seen, by name.")

(defun keep (name value)
  (push (cons name value) seen))

(defun wait-for (what condition)
  (let ((end (+ (float-time) 20)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "timeout: %s" what))
      (accept-process-output nil 0.01)
      ;; What Emacs does when it is idle, which it never is without a user.
      (when (eglot-managed-p)
        (eglot--signal-textDocument/didChange)
        (flymake-start)))))

(defun places ()
  (vconcat
   (mapcar
    (lambda (one)
      `((message . ,(substring-no-properties (flymake-diagnostic-text one)))
        (type . ,(format "%s" (flymake-diagnostic-type one)))
        (marked . ,(buffer-substring-no-properties
                    (flymake-diagnostic-beg one) (flymake-diagnostic-end one)))))
    (sort (flymake-diagnostics)
          (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other)))))))

(defun has (text)
  (seq-some (lambda (one) (string-search text (flymake-diagnostic-text one))) (flymake-diagnostics)))

(defun run ()
  (load (getenv "EMACS_SETTINGS") nil t)
  (find-file (getenv "EMACS_FILE"))
  (keep 'mode (symbol-name major-mode))
  (run-hooks 'post-command-hook) ; `eglot-ensure' waits for the end of the command
  (wait-for "the server" #'eglot-managed-p)
  (wait-for "diagnostics" #'flymake-diagnostics)
  (keep 'opened (places))

  (search-forward "trigger_call_endpoint")
  (let ((answer (jsonrpc-request
                 (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (keep 'hover (plist-get (plist-get answer :contents) :value)))

  ;; The menu of code actions at the finding: what it offers, and the first entry of it applied.
  (goto-char (flymake-diagnostic-beg
              (seq-find (lambda (one) (string-search "trailing comma" (flymake-diagnostic-text one)))
                        (flymake-diagnostics))))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _)
               (keep 'actions (vconcat (mapcar (lambda (one) (if (consp one) (car one) one))
                                               (all-completions "" choices))))
               (aref (cdr (assq 'actions seen)) 0))))
    (setq last-nonmenu-event ?a) ; as typed, so that no menu of the mouse opens
    (eglot-code-actions (point) nil nil t))
  (wait-for "diagnostics after the fix" (lambda () (not (has "trailing comma"))))
  (keep 'fixed (places))
  (keep 'text (buffer-substring-no-properties (point-min) (point-max)))

  ;; A line that is typed, and not saved.
  (goto-char (point-max))
  (search-backward "_key")
  (replace-match "_kye")
  (wait-for "diagnostics of unsaved text" (lambda () (has "phone_number_kye"))))

(condition-case problem
    (run)
  (error (keep 'error (format "%S" problem))))
(with-temp-file (getenv "EMACS_RESULTS")
  (set-buffer-file-coding-system 'utf-8)
  (insert (json-encode seen)))
(set-buffer-modified-p nil)
(kill-emacs 0)
