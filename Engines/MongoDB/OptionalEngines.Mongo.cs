using System.CommandLine;
using DbPerService.Engines.MongoDB;

namespace DbPerService.Engines;

static partial class OptionalEngines
{
    static partial void AddMongo(Command engines, CancellationToken stopping) => engines.Subcommands.Add(MongoEngine.Command(stopping));
}
