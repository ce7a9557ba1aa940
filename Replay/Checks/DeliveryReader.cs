using DbPerService.Contracts;
using DbPerService.Replay.Chaos;
using DbPerService.Replay.Checks.Records;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

/// <summary>Reads, as administrator, what the services' databases have recorded about events, and combines it.</summary>
/// <param name="state">The administrators' passwords.</param>
/// <param name="services">The services that run.</param>
sealed class DeliveryReader(StateFolder state, IEnumerable<SystemService> services)
{
    /// <param name="since">The smallest event id to read.</param>
    /// <param name="keys">The keys whose events count.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<Deliveries> ReadAsync(Guid since, IReadOnlySet<string> keys, CancellationToken cancellation)
    {
        var records = new Dictionary<string, ServiceRecord>();
        foreach (var service in services.Where(service => service.HasEvents))
        {
            var database = state.Database(service.Name);
            records.Add(service.Name, await RecordReaders.Of(database)(database, since, cancellation));
        }

        return Join(records, keys);
    }

    /// <summary>Skips inbox entries of events that no owner has recorded, and events of other keys.</summary>
    public static Deliveries Join(IReadOnlyDictionary<string, ServiceRecord> records, IReadOnlySet<string> keys)
    {
        var published = records.Values.SelectMany(x => x.Published).Where(x => keys.Contains(x.Key)).ToList();
        var newest = records.Values.SelectMany(x => x.Newest).Where(x => keys.Contains(x.Key)).ToList();
        var events = published.Concat(newest).ToDictionary(x => x.Id);
        var applied = new List<AppliedEvent>();
        foreach (var (service, record) in records)
        {
            foreach (var entry in record.Inbox ?? [])
            {
                if (events.TryGetValue(entry.Id, out var @event))
                {
                    applied.Add(new AppliedEvent(service, @event, entry.Transaction, entry.Place));
                }
            }
        }

        return new Deliveries(published, applied)
        {
            Newest = newest,
            Outboxes = records.Where(x => x.Value.Published.Count > 0).Select(x => x.Key).ToHashSet(StringComparer.Ordinal),
            Inboxes = records.Where(x => x.Value.Inbox is not null).Select(x => x.Key).ToHashSet(StringComparer.Ordinal)
        };
    }
}
