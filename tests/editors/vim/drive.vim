" Drives Vim with ALE through what a person does with burnish: open, squiggle, quick fix, undo.
"   cd FOLDER-WITH-first.py; vim -Nu drive.vim first.py        (in a terminal: tmux will do)
" Needs Debian's vim-nox and vim-ale. BURNISH names the command; every step is a line in steps.txt.
set nocompatible nomore shortmess+=A hidden
filetype plugin indent on
packadd ale

call ale#linter#Define('python', {
      \ 'name': 'burnish',
      \ 'lsp': 'stdio',
      \ 'executable': empty($BURNISH) ? 'burnish' : $BURNISH,
      \ 'command': '%e server',
      \ 'project_root': {buffer -> getcwd()},
      \ })
let g:ale_linters = {'python': ['burnish']}
let g:ale_linters_explicit = 1
let g:ale_lint_delay = 50

let s:steps = []
let s:begun = reltime()

function! s:Say(line) abort
  call add(s:steps, a:line)
  call writefile(s:steps, 'steps.txt')
endfunction

function! s:Codes() abort
  return sort(map(copy(ale#engine#GetLoclist(bufnr(''))), {_, item -> get(item, 'code', '')}))
endfunction

function! s:Await(what, condition) abort
  let l:end = reltimefloat(reltime()) + 60
  while !a:condition()
    if reltimefloat(reltime()) > l:end
      call s:Say('FAIL: timed out waiting for ' . a:what . ' with ' . string(s:Codes()))
      cquit 1
    endif
    sleep 50m
  endwhile
endfunction

function! s:Text() abort
  return join(getline(1, '$'), "\n")
endfunction

" What Vim does by itself when a person pauses does not happen inside a timer.
function! s:Pause() abort
  doautocmd TextChanged
endfunction

" ALE asks with inputlist() which of several actions is meant: the answer is typed ahead.
function! s:Act(pattern, choice) abort
  call search(a:pattern)
  call timer_start(3000, {-> feedkeys(a:choice . "\<CR>", 't')})
  ALECodeAction
endfunction

function! s:Drive(timer) abort
  try
    call s:Await('squiggles', {-> index(s:Codes(), 'unused-import') >= 0 && index(s:Codes(), 'lost-cause') >= 0})
    call s:Say(printf('first squiggles %.1f s after Vim was there', reltimefloat(reltime(s:begun))))
    call s:Say('opened ' . join(s:Codes()))
    call search('raise RuntimeError')
    normal! o    import sys
    call s:Pause()
    call s:Await('a new finding', {-> count(s:Codes(), 'unused-import') == 2})
    call s:Say('typed ' . join(s:Codes()))
    silent undo
    call s:Pause()
    call s:Await('the finding to go', {-> count(s:Codes(), 'unused-import') == 1})
    call s:Say('undone ' . join(s:Codes()))
    call s:Act('raise RuntimeError', '1')
    call s:Await('the fix', {-> s:Text() =~# 'from error'})
    call s:Say('fixed ' . getline('.'))
    silent undo
    call s:Pause()
    call s:Await('the finding to come back', {-> index(s:Codes(), 'lost-cause') >= 0})
    call s:Say('taken back')
    qall!
  catch
    call s:Say('FAIL: ' . v:exception . ' at ' . v:throwpoint)
    cquit 1
  endtry
endfunction

autocmd VimEnter * call timer_start(200, function('s:Drive'))
