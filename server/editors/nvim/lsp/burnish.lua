-- burnish for Neovim 0.11 and later: put this folder on 'runtimepath', then `vim.lsp.enable('burnish')`.
-- See `:help burnish`.

local markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' }

-- Python files, and of the TOML files the one that holds settings.
local function root_dir(buffer, use)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].filetype == 'toml' and vim.fs.basename(name) ~= 'pyproject.toml' then
    return
  end
  use(vim.fs.root(buffer, markers) or (name ~= '' and vim.fs.dirname(name)) or vim.fn.getcwd())
end

-- Other reviewers of Python: what those that are enabled here report already is left to them.
local peers = { ruff = 'ruff', pyright = 'pyright', basedpyright = 'pyright' }

local function enabled(name)
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled(name)
  end
  return (vim.lsp._enabled_configs or {})[name] ~= nil
end

local function before_init(params)
  local found = {}
  for name, peer in pairs(peers) do
    if enabled(name) then
      found[peer] = true
    end
  end
  params.initializationOptions.peers = vim.tbl_keys(found)
end

return {
  before_init = before_init,
  cmd = { 'burnish', 'server' },
  filetypes = { 'python', 'toml' },
  root_dir = root_dir,
  settings = { burnish = {} },
  init_options = { commands = { 'burnish.renameAt', 'burnish.reviewFile' } },
  commands = {
    ['burnish.renameAt'] = function(command, context)
      require('burnish').rename_at(command, context)
    end,
    ['burnish.reviewFile'] = function()
      require('burnish').review()
    end,
  },
}
