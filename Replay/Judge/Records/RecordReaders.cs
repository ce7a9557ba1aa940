using DbPerService.Replay.Chaos;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Judge.Records;

/// <param name="database">Whose.</param>
/// <param name="since">Nothing of events with smaller ids.</param>
/// <param name="cancellation">Ends the reading.</param>
internal delegate Task<ServiceRecord> RecordReader(AdministeredDatabase database, Guid since, CancellationToken cancellation);

/// <summary>
/// How the records of each kind of database are read; those of Redis and MongoDB come with the packages of the full feed.
/// </summary>
internal static partial class RecordReaders
{
    static readonly Dictionary<string, RecordReader> Readers = All();

    public static RecordReader Of(AdministeredDatabase database) => Readers.TryGetValue(database.Kind, out var reader)
        ? reader
        : throw new NoAnswerException($"what {database.Service} recorded on {database.Kind} cannot be read by a build of this feed");

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
