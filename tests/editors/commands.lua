-- Drives what burnish adds to Neovim: its commands, its health, hints, filters, and settings as they are typed.
-- Run by test_neovim.py in a folder with first.py (open) and pyproject.toml; one line of JSON a step on stdout.
local function say(step, value)
  io.stdout:write(vim.json.encode({ step = step, value = value }) .. '\n')
end

local function await(what, predicate)
  assert(vim.wait(60000, predicate, 20), 'timed out: ' .. what)
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, true), '\n')
end

local function has(code)
  for _, item in ipairs(vim.diagnostic.get(0)) do
    if item.code == code then
      return true
    end
  end
  return false
end

-- The text of the scratch window that a command opens; it is closed again as a person would.
local function scratch(command)
  local before = vim.api.nvim_get_current_buf()
  vim.cmd(command)
  await(command, function()
    return vim.api.nvim_get_current_buf() ~= before
  end)
  local shown = text()
  vim.api.nvim_feedkeys('q', 'xt', false)
  await('the window to close', function()
    return vim.api.nvim_get_current_buf() == before
  end)
  return shown
end

local ok, message = xpcall(function()
  await('squiggles', function()
    return has('unused-import') and has('lost-cause')
  end)
  say('review', scratch('BurnishReview'))
  say('explained', scratch('BurnishExplain bare-except'))
  vim.fn.search('raise RuntimeError')
  say('explained here', scratch('BurnishExplain'))

  local offered = {}
  for _, kind in ipairs({ 'quickfix', 'refactor.extract', 'source.fixAll' }) do
    local params = vim.lsp.util.make_range_params(0, vim.lsp.get_clients({ name = 'burnish' })[1].offset_encoding)
    params.context = { diagnostics = {}, only = { kind } }
    local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 30000)
    offered[kind] = {}
    for _, answer in pairs(answers or {}) do
      for _, action in ipairs(answer.result or {}) do
        table.insert(offered[kind], action.kind)
      end
    end
  end
  say('offered', offered)

  vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
  await('hints', function()
    return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0
  end)
  local hints = {}
  for _, item in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    local label = item.inlay_hint.label
    table.insert(hints, type(label) == 'string' and label or label[1].value)
  end
  say('hints', hints)

  vim.cmd('BurnishFixAll')
  await('all fixes', function()
    return text():find('from error', 1, true) ~= nil
  end)
  say('fixed', text())
  vim.cmd('silent write')
  say('changes', scratch('BurnishReviewChanges'))

  vim.cmd('checkhealth burnish')
  say('health', text())
  vim.cmd('silent close')

  await('the findings of the text as it is fixed', function()
    return not has('lost-cause')
  end)
  local before = #vim.diagnostic.get(0)
  local record = vim.list_slice(vim.lsp.get_clients({ name = 'burnish' })[1].config.cmd, 1, 4)
  vim.list_extend(record, { 'baseline', '--no-cache', '.' })
  say('recorded', vim.system(record, { text = true }):wait().stdout)
  vim.cmd('BurnishKnown')
  vim.cmd('BurnishKnown')
  await('known findings to go', function()
    return #vim.diagnostic.get(0) == 0
  end)
  vim.cmd('BurnishKnown')
  await('known findings to come', function()
    return #vim.diagnostic.get(0) == before
  end)
  say('known', before)

  vim.cmd('edit pyproject.toml')
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'profile = "loud"' })
  await('a wrong setting', function()
    return has('settings')
  end)
  say('settings', vim.diagnostic.get(0)[1].message)
  vim.cmd('silent edit! other.toml')
  say('attached to other.toml', #vim.lsp.get_clients({ bufnr = 0 }))
  vim.cmd('help burnish')
  say('help', vim.fn.expand('%:t') .. ': ' .. vim.fn.getline('.'))
  vim.cmd('help :BurnishExplain')
  say('help of a command', vim.fn.getline('.'))
end, debug.traceback)

if not ok then
  say('failed', message)
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
