-- burnish for Neovim 0.11 and later: put this folder on 'runtimepath', then `vim.lsp.enable('burnish')`.

-- Put the cursor on a name that a repair made up, and ask for a better one.
local function rename_at(command, context)
  local uri, position = unpack(command.arguments)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local place = { uri = uri, range = { start = position, ['end'] = position } }
  vim.lsp.util.show_document(place, client.offset_encoding, { focus = true })
  vim.schedule(function()
    vim.lsp.buf.rename()
  end)
end

return {
  cmd = { 'burnish', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
  settings = { burnish = {} },
  init_options = { commands = { 'burnish.renameAt' } },
  commands = { ['burnish.renameAt'] = rename_at },
}
