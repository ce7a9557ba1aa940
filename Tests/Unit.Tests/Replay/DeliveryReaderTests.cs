using DbPerService.Replay.Checks;
using DbPerService.Replay.Checks.Records;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class DeliveryReaderTests
{
    [Fact]
    public void Inbox_entries_match_the_events_of_all_owners_and_skip_other_keys()
    {
        var placed = Event("orders", "1");
        var foreign = Event("orders", "2");
        var captured = Event("payments", "1");
        var records = new Dictionary<string, ServiceRecord>
        {
            ["orders"] = new([placed, foreign]) { Inbox = [new InboxEntry(captured.Id, 5, 3), new InboxEntry(Guid.NewGuid(), 6, 0)] },
            ["payments"] = new([]) { Newest = [captured] },
            ["inventory"] = new([]) { Inbox = [new InboxEntry(placed.Id, 7, null), new InboxEntry(foreign.Id, 8, 0)] }
        };

        var deliveries = DeliveryReader.Join(records, new HashSet<string> { "1" });

        Assert.Equal([placed], deliveries.Published);
        Assert.Equal([captured], deliveries.Newest);
        Assert.Equal([new AppliedEvent("orders", captured, 5, 3), new AppliedEvent("inventory", placed, 7, null)], deliveries.Applied);
        Assert.Equal(["orders"], deliveries.Outboxes);
        Assert.Equal(["inventory", "orders"], deliveries.Inboxes.Order(StringComparer.Ordinal));
    }

    static PublishedEvent Event(string topic, string key) => new(Guid.CreateVersion7(), topic, key, "Type", 1, DateTime.UnixEpoch);
}
