-- The commands; what they do is loaded when one is first called.
if vim.g.loaded_burnish then
  return
end
vim.g.loaded_burnish = true

local function command(name, run, options)
  vim.api.nvim_create_user_command(name, run, options)
end

command('BurnishReview', function()
  require('burnish').review()
end, { desc = 'Review this file' })

command('BurnishReviewChanges', function(options)
  require('burnish').review_changes(options.args)
end, { nargs = '?', desc = 'Review what has changed since a revision (HEAD)' })

command('BurnishExplain', function(options)
  require('burnish').explain(options.args)
end, { nargs = '?', desc = 'Explain a rule, or the finding on this line' })

command('BurnishKnown', function()
  require('burnish').show_known()
end, { desc = 'Show or hide the findings that the baseline knows' })

command('BurnishFixAll', function()
  require('burnish').fix_all()
end, { desc = 'Fix all that is safe in this file' })
