using DbPerService.Messaging;
using FsCheck;
using FsCheck.Fluent;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>Whatever a batch contains and whatever fails: each message once, those of a key in order.</summary>
public sealed class BatchProperties
{
    [Fact]
    public void A_plan_uses_each_message_once_and_keeps_the_order_of_each_key() =>
        Prop.ForAll(Batches().ToArbitrary(), batch =>
        {
            var planned = BatchPlan.Of(batch);
            return KeepsOrder(batch, [.. planned.SelectMany(group => group).Select(m => m.Message)])
                && planned.All(group => group.All(m => m.Message.Type == group[0].Message.Type));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Splitting_and_postponing_applies_each_message_once_and_keeps_the_order_of_each_key() =>
        Prop.ForAll(Batches().ToArbitrary(), ArbMap.Default.ArbFor<int>(), (batch, seed) =>
        {
            var random = new Random(seed);
            var done = new List<ConsumedMessage>();
            var pending = new PendingBatch(batch);
            while (pending.Next is { } part)
            {
                var choice = random.Next(3);
                if (choice == 0 && part.Messages.Count > 1)
                {
                    pending.Divide();
                }
                else if (choice == 1 && part is { Messages.Count: 1, Awaits: null, Cause: null })
                {
                    part.Awaits = new AwaitedVisibility(0);
                    pending.Postpone();
                }
                else
                {
                    done.AddRange(part.Messages.Select(m => m.Message));
                    pending.Complete();
                }
            }

            return KeepsOrder(batch, done);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static bool KeepsOrder(List<ReadMessage> arrived, List<ConsumedMessage> done) =>
        done.Count == arrived.Count
        && done.Distinct().Count() == done.Count
        && done.Where(m => m.Key is not null).GroupBy(m => m.Key)
            .All(ofKey => ofKey.Select(m => m.Offset).SequenceEqual(ofKey.Select(m => m.Offset).Order()));

    static Gen<List<ReadMessage>> Batches() =>
        from messages in Gen.ListOf(
            from key in Gen.Elements<string?>("a", "b", "c", "", null)
            from type in Gen.Elements("Opened", "Closed")
            from isUnreadable in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (key, type, isUnreadable))
        select messages.Select((m, number) => new ReadMessage(
            new ConsumedMessage("things", 0, number, m.key, Guid.NewGuid(), m.type, "test", default, [], null, null),
            number,
            m.isUnreadable ? new DeadLetterCause(DeadLetterReason.Unreadable, "unreadable") : null)).ToList();
}
