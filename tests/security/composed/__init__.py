"""Programs composed of fragments: a source, two carriers, perhaps a guard between them, and a sink.

The fragments are plain data (`*.txt`). A line `# source: NAME WORDS` (or `carrier`, `guard`, `sink`) opens one. Its
imports and definitions come first, then under `# here` what stands in the function; a carrier or sink without
`# here` has only that. `# file: NAME` moves the definitions to a module of their own. In the text `IN` is the expression that
holds the data, `OUT` the name that takes it, `N` at the end of a name a number that keeps fragments apart, `BODY` all that
follows, `ANSWER` an answer of the framework, and `ASYNC_name(` begins a function that is `async` where the request's is.
"""
