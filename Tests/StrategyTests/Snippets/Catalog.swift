// Code of docs/guides/strategies.md, compiled.

// snippet: catalog
import Strategy
import Systems

let catalog = StrategyCatalog(SystemCatalog.all + [Breakaway.self])
// end
