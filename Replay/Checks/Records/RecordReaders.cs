using DbPerService.Replay.Chaos;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks.Records;

/// <param name="database">The database to read.</param>
/// <param name="since">Events with smaller ids are skipped.</param>
/// <param name="cancellation">Ends the reading.</param>
delegate Task<ServiceRecord> RecordReader(AdministeredDatabase database, Guid since, CancellationToken cancellation);

/// <summary>
/// The reader of each kind of database; those of Redis and MongoDB exist on the full feed only.
/// </summary>
static partial class RecordReaders
{
    static readonly Dictionary<string, RecordReader> Readers = All();

    public static RecordReader Of(AdministeredDatabase database) => Readers.TryGetValue(database.Kind, out var reader)
        ? reader
        : throw new NoAnswerException($"this build cannot read what {database.Service} recorded on {database.Kind}: build on the full feed");

    static Dictionary<string, RecordReader> All()
    {
        var readers = new Dictionary<string, RecordReader> { [PostgresRecords.Kind] = PostgresRecords.ReadAsync };
        AddRedis(readers);
        AddMongo(readers);
        return readers;
    }

    static partial void AddRedis(Dictionary<string, RecordReader> readers);

    static partial void AddMongo(Dictionary<string, RecordReader> readers);
}
