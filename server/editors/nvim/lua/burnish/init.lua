-- What a person asks of burnish beside what Neovim's own LSP client does.
local M = {}

local function client_of(buffer)
  local client = vim.lsp.get_clients({ bufnr = buffer, name = 'burnish' })[1]
  if not client then
    vim.notify('burnish is not running for this buffer; see :checkhealth burnish', vim.log.levels.ERROR)
  end
  return client
end

-- Ask the server to run a command; `done` gets its result.
local function execute(name, arguments, done)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then
    return
  end
  client:request('workspace/executeCommand', { command = name, arguments = arguments }, function(failure, result)
    if failure then
      vim.notify('burnish: ' .. failure.message, vim.log.levels.ERROR)
    elseif done then
      done(result)
    end
  end, buffer)
end

-- Show Markdown in a scratch window, without what folds it on a page; `q` closes it.
local function show(title, text)
  vim.cmd('botright new')
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  pcall(vim.api.nvim_buf_set_name, buffer, 'burnish://' .. title)
  text = text:gsub('<details><summary>(.-)</summary>', '%1:'):gsub('\n</details>\n', '')
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n'))
  vim.wo.wrap, vim.wo.linebreak, vim.wo.breakindent = true, true, true
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = 'markdown'
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close' })
end

-- Put the cursor on a name that a repair made up, and ask for a better one.
function M.rename_at(command, context)
  local uri, position = unpack(command.arguments)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local place = { uri = uri, range = { start = position, ['end'] = position } }
  vim.lsp.util.show_document(place, client.offset_encoding, { focus = true })
  vim.schedule(function()
    vim.lsp.buf.rename()
  end)
end

-- The review of the current file.
function M.review()
  execute('burnish.review', { vim.uri_from_bufnr(0) }, function(text)
    show('review', text)
  end)
end

-- The review of all that has changed since a revision of git, by the command line.
function M.review_changes(revision)
  local client = client_of(0)
  if not client then
    return
  end
  local command = vim.list_slice(client.config.cmd)
  for index, word in ipairs(command) do
    if word == 'server' then
      command = vim.list_slice(command, 1, index - 1)
      break
    end
  end
  vim.list_extend(command, { 'review', '--since', revision ~= '' and revision or 'HEAD', '.' })
  vim.system(command, { cwd = client.root_dir, text = true }, function(done)
    vim.schedule(function()
      if done.stdout and done.stdout ~= '' then
        show('changes', done.stdout)
      else
        vim.notify(vim.trim(done.stderr), vim.log.levels.ERROR)
      end
    end)
  end)
end

-- The page of a rule; without a name, of the first finding on the current line.
function M.explain(rule)
  if rule == '' then
    local line = vim.api.nvim_win_get_cursor(0)[1] - 1
    for _, item in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      if item.source == 'burnish' then
        rule = item.code
        break
      end
    end
  end
  if rule == '' then
    vim.notify('burnish has found nothing on this line; name a rule', vim.log.levels.WARN)
    return
  end
  execute('burnish.explainRule', { rule }, function(text)
    show(rule, text)
  end)
end

-- Fix all that is safe in the current file.
function M.fix_all()
  execute('burnish.fixAll', { vim.uri_from_bufnr(0) })
end

-- Pull the diagnostics of all buffers anew; Neovim does so by itself only after an edit.
local function pull(client)
  for buffer in pairs(client.attached_buffers) do
    local document = vim.lsp.util.make_text_document_params(buffer)
    client:request('textDocument/diagnostic', { textDocument = document }, nil, buffer)
  end
end

-- Show the findings that the baseline knows too, or hide them again.
function M.show_known()
  local client = client_of(vim.api.nvim_get_current_buf())
  execute('burnish.showKnown', {}, function(shown)
    pull(client)
    vim.notify(shown and 'burnish: known findings are shown' or 'burnish: known findings are hidden')
  end)
end

return M
