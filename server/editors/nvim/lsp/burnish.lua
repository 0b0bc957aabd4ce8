-- burnish for Neovim 0.11 and later: put this folder on 'runtimepath', then `vim.lsp.enable('burnish')`.
return {
  cmd = { 'burnish', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
  settings = { burnish = {} },
}
