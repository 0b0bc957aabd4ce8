-- `:checkhealth burnish`
local M = {}

-- The command that the configuration names, and its version.
local function check_program(config)
  local program = config.cmd[1]
  if vim.fn.executable(program) == 0 then
    vim.health.error(('%s is not on the path'):format(program), { 'pip install burnish', 'or set `cmd` by vim.lsp.config' })
    return
  end
  local command = {}
  for _, word in ipairs(config.cmd) do
    if word == 'server' then
      break
    end
    table.insert(command, word)
  end
  table.insert(command, '--version')
  local done = vim.system(command, { text = true }):wait(20000)
  if done.code == 0 then
    vim.health.ok(vim.trim(done.stdout))
  else
    vim.health.error(('%s does not start'):format(program), { vim.trim(done.stderr) })
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'burnish' })
  if #clients == 0 then
    vim.health.info('no server is running; it starts with the first Python file')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('serving %d buffer(s) below %s, positions in %s'):format(buffers, client.root_dir, client.offset_encoding))
  end
end

function M.check()
  vim.health.start('burnish')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or later is needed')
    return
  end
  local config = vim.lsp.config.burnish
  if not config then
    vim.health.error('no configuration is found', { "put burnish's folder for Neovim on 'runtimepath'" })
    return
  end
  check_program(config)
  if vim.lsp.is_enabled('burnish') then
    vim.health.ok('enabled')
  else
    vim.health.warn('not enabled', { "vim.lsp.enable('burnish')" })
  end
  check_clients()
end

return M
