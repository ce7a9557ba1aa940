using System.Text;
using DbPerService.Messaging;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The steps of the property's runs.</summary>
enum Step
{
    Arrives,
    ArrivesAndFails,
    ArrivesAndInstanceCrashes,
    FailsAndInstanceCrashes,
    IsDeliveredAgain,
    IsRedriven,
    IsRedrivenInVain,
    IsRedrivenAndInstanceCrashes,
    IsDiscarded,
}

/// <summary>
/// Runs random steps against a store and against a list per key, and compares them. A run has few steps: each is some round trips.
/// </summary>
sealed class DeadLetterProperty(IServiceProvider instance, CancellationToken cancellationToken)
{
    const int Runs = 25;
    const int MostSteps = 25;

    static readonly DeadLetterCause Wrong = new(DeadLetterReason.Refused, "it is wrong");

    readonly Dictionary<string, List<ConsumedMessage>> _waiting = [];
    long _offset;

    public static void Check(IServiceProvider instance, CancellationToken cancellationToken)
    {
        var steps = Gen.Choose(1, MostSteps).SelectMany(count => Gen.ArrayOf(
            from step in Gen.Elements(Enum.GetValues<Step>())
            from key in Gen.Elements("a", "b")
            from content in Gen.Choose(1, 3)
            select (Step: step, Key: key, Content: content), count));
        Prop.ForAll(steps.ToArbitrary(), run => new DeadLetterProperty(instance, cancellationToken).RunAsync(run).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    async Task<bool> RunAsync((Step Step, string Key, int Content)[] run)
    {
        // Keys of this run only.
        var prefix = Guid.NewGuid().ToString("N");
        foreach (var (step, key, content) in run)
        {
            await DoAsync(step, prefix + key, content);
            foreach (var (ofKey, waiting) in _waiting)
            {
                var stored = await ListAsync(ofKey);
                if (!stored.Select(letter => letter.Id).SequenceEqual(waiting.Select(message => message.Id)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    async Task DoAsync(Step step, string key, int content)
    {
        var waiting = _waiting.TryGetValue(key, out var some) ? some : _waiting[key] = [];
        var message = new ConsumedMessage(
            "test-events", 0, ++_offset % 7, key, Guid.CreateVersion7(), "TestEvent", "somebody", DateTimeOffset.UnixEpoch,
            Encoding.UTF8.GetBytes($"{{\"content\":{content}}}"), null, null);
        var oldest = await ListAsync(key) is [var first, ..] ? first : null;
        switch (step)
        {
            case Step.Arrives:
                var isAdded = await UnitAsync(async unit => (await unit.TryAddToInboxAsync([message], cancellationToken)).Count == 1);
                Assert.Equal(waiting.Count == 0, isAdded);
                GoesBehind(waiting, message);
                break;
            case Step.ArrivesAndFails:
                await UnitAsync(async unit => { await unit.DeadLetterAsync(message, Wrong, cancellationToken); return true; });
                GoesBehind(waiting, message, isWrong: true);
                break;
            case Step.ArrivesAndInstanceCrashes:
                await UnitAsync(unit => unit.TryAddToInboxAsync([message], cancellationToken).AsTask(), isCommitted: false);
                break;
            case Step.FailsAndInstanceCrashes:
                await UnitAsync(async unit => { await unit.DeadLetterAsync(message, Wrong, cancellationToken); return true; }, isCommitted: false);
                break;
            case Step.IsDeliveredAgain when waiting.Count > 0:
                await UnitAsync(unit => unit.TryAddToInboxAsync([waiting[message.Payload.Length % waiting.Count]], cancellationToken).AsTask());
                break;
            case Step.IsRedriven when oldest is not null:
                Assert.Equal(waiting[0].Id, (await TakeAsync(oldest.Id, isCommitted: true))?.Id);
                waiting.RemoveAt(0);
                break;
            case Step.IsRedrivenInVain when oldest is not null:
                Assert.Equal(waiting[0].Id, (await TakeAsync(oldest.Id, isCommitted: false))?.Id);
                await instance.GetRequiredService<IDeadLetterStore>().RedriveFailedAsync(oldest.Id, Wrong, cancellationToken);
                break;
            case Step.IsRedrivenAndInstanceCrashes when oldest is not null:
                await TakeAsync(oldest.Id, isCommitted: false);
                break;
            case Step.IsDiscarded when oldest is not null:
                // Any of them, not only the oldest.
                var given = waiting[message.Payload.Length * content % waiting.Count];
                await instance.GetRequiredService<IDeadLetterStore>().DiscardAsync(given.Id, null, null, "no use", null, cancellationToken);
                waiting.Remove(given);
                break;
        }
    }

    static void GoesBehind(List<ConsumedMessage> waiting, ConsumedMessage message, bool isWrong = false)
    {
        var isResend = waiting.Count > 0 && waiting[^1].Payload.AsSpan().SequenceEqual(message.Payload);
        if ((waiting.Count > 0 || isWrong) && !isResend)
        {
            waiting.Add(message);
        }
    }

    Task<IReadOnlyList<DeadLetter>> ListAsync(string key) =>
        instance.GetRequiredService<IDeadLetterStore>().ListAsync(new DeadLetterFilter("test-events", key), cancellationToken);

    Task<ConsumedMessage?> TakeAsync(Guid id, bool isCommitted) =>
        UnitAsync(unit => unit.TakeDeadLetterAsync(id, cancellationToken).AsTask(), isCommitted);

    async Task<T> UnitAsync<T>(Func<IUnitOfWork, Task<T>> work, bool isCommitted = true)
    {
        await using var scope = instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var result = await work(unit);
        if (isCommitted)
        {
            await unit.CommitAsync(cancellationToken);
        }

        return result;
    }
}
