-- Drives a headless Neovim with burnish through what a person does; one line of JSON a step on stdout.
-- Run by test_neovim.py in a folder with first.py (open) and second.py.
local function say(step, value)
  io.stdout:write(vim.json.encode({ step = step, value = value }) .. '\n')
end

local function await(what, predicate)
  assert(vim.wait(30000, predicate, 20), 'timed out: ' .. what)
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
end

local function codes(buffer)
  local found = {}
  for _, item in ipairs(vim.diagnostic.get(buffer or 0)) do
    table.insert(found, string.format('%d:%d %s', item.lnum, item.col, item.code))
  end
  table.sort(found)
  return found
end

local function has(code)
  for _, item in ipairs(vim.diagnostic.get(0)) do
    if item.code == code then
      return true
    end
  end
  return false
end

local function act(title)
  local tick = vim.api.nvim_buf_get_changedtick(0)
  local offered = {}
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      table.insert(offered, action.title)
      return action.title:find(title, 1, true) ~= nil
    end,
  })
  await('action ' .. title .. ' among ' .. vim.inspect(offered), function()
    return vim.api.nvim_buf_get_changedtick(0) ~= tick
  end)
end

local function place_cursor(pattern, offset)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local column = line:find(pattern, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { number, column - 1 + (offset or 0) })
      return
    end
  end
  error('no ' .. pattern)
end

local ok, message = xpcall(function()
  await('attached', function()
    return #vim.lsp.get_clients({ bufnr = 0, name = 'burnish' }) > 0
  end)
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'burnish' })[1]
  say('encoding', client.offset_encoding)
  await('squiggles', function()
    return has('unused-import') and has('lost-cause')
  end)
  say('opened', codes())

  place_cursor('return value', 0)
  vim.api.nvim_put({ '    assert value, "é 😀"; (' }, 'l', false, true)
  await('a syntax finding', function()
    return has('syntax-error')
  end)
  say('broken', codes())
  vim.cmd('silent undo')
  await('mended', function()
    return not has('syntax-error')
  end)
  say('mended', codes())

  place_cursor('raise RuntimeError', 2)
  act('Name the cause')
  await('the finding to go', function()
    return not has('lost-cause')
  end)
  say('fixed', text())
  vim.cmd('silent undo')
  await('the finding to come back', function()
    return has('lost-cause')
  end)
  say('undone', text())

  place_cursor('import os', 7)
  act('Remove ')
  await('the import to go', function()
    return not has('unused-import')
  end)
  say('import removed', text())

  local asked
  vim.ui.input = function(options, answer)
    asked = options.default
    answer('stripped')
  end
  place_cursor('value.upper()', 0)
  vim.cmd('normal! v' .. #'value.upper()' - 1 .. 'l')
  act('Extract function')
  await('the question for a better name', function()
    return text():find('stripped(', 1, true) ~= nil and text():find('def stripped', 1, true) ~= nil
  end)
  say('extracted', { asked, text() })

  place_cursor('def parse_number', 5)
  vim.lsp.buf.rename('read_number')
  await('the rename', function()
    return text():find('def read_number', 1, true) ~= nil
  end)
  vim.cmd('silent wall')
  say('renamed', { text(), table.concat(vim.fn.readfile('second.py'), '\n') })
end, debug.traceback)

if not ok then
  say('failed', message)
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
