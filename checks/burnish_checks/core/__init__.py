"""The incremental core: text, blocks, facts, context, rules and snapshots. Imports no category of rules."""
