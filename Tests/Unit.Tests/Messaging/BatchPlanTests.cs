using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class BatchPlanTests
{
    [Fact]
    public void Events_of_one_type_are_one_group() =>
        Assert.Equal(["Opened a1 b1 a2"], Plan("Opened a1", "Opened b1", "Opened a2"));

    [Fact]
    public void Another_keys_event_joins_an_earlier_group_of_its_type() =>
        Assert.Equal(["Opened a1 b1", "Closed a2 b2"], Plan("Opened a1", "Closed a2", "Opened b1", "Closed b2"));

    [Fact]
    public void A_key_never_goes_back_before_its_last_event() =>
        Assert.Equal(["Opened a1 b1", "Closed a2", "Opened a3"], Plan("Opened a1", "Closed a2", "Opened a3", "Opened b1"));

    [Fact]
    public void Every_key_keeps_its_order_in_a_random_batch()
    {
        var random = new Random(4711);
        var messages = Enumerable.Range(0, 2000)
            .Select(n => $"{(random.Next(2) == 0 ? "Opened" : "Closed")} {(char)('a' + random.Next(26))}{n}")
            .ToArray();

        var planned = Plan(messages).SelectMany(group => group.Split(' ').Skip(1)).ToList();

        Assert.Equal(messages.Length, planned.Count);
        foreach (var ofKey in planned.GroupBy(word => word[0]))
        {
            var numbers = ofKey.Select(word => int.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    static List<string> Plan(params string[] messages) =>
        [.. BatchPlan.Of(messages.Select(Message)).Select(group =>
            group[0].Message.Type + " " + string.Join(' ', group.Select(m => m.Event)))];

    static ReadMessage Message(string text)
    {
        var (type, word) = (text.Split(' ')[0], text.Split(' ')[1]);
        return new(new ConsumedMessage("things", 0, 0, word[..1], Guid.NewGuid(), type, "test", default, [], null, null), word, null);
    }
}
