using DbPerService.Contracts;
using DbPerService.Replay.Input;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Load;
using DbPerService.Replay.Options;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>The chaos of one replay: its plan, its execution, and its evidence.</summary>
sealed class ChaosSession
{
    // Orders are placed until a little after the last fault.
    static readonly TimeSpan Tail = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(20);

    // An event's id has the time of the instance that created it, whose clock may be an hour behind.
    static readonly TimeSpan WrongestClock = TimeSpan.FromHours(2);

    readonly ChaosOptions _options;
    readonly SystemFileReader _system;
    readonly TimeProvider _clock;
    DateTimeOffset _startedAt;

    public ChaosSession(ChaosOptions options, SystemFileReader system, TimeProvider clock)
    {
        if (system.Current.Links.Count == 0)
        {
            throw new InputException("--chaos needs a system with links: start it with run.sh --standalone --links, or use --chaos there");
        }

        _options = options;
        _system = system;
        _clock = clock;
        Plan = ChaosPlan.Draw(options.Seed, options.Duration, ChaosTargets.Of(system.Current));
    }

    public int Seed => _options.Seed;

    public IReadOnlyList<PlannedFault> Plan { get; }

    public IReadOnlyList<FaultOutcome> Faults { get; private set; } = [];

    public TimeSpan? SettledAfter { get; private set; }

    /// <summary>The records from which order and delivery were checked, as text.</summary>
    public IReadOnlyList<string> Records { get; private set; } = [];

    /// <summary>The number of orders placed at a rate while there may be faults, and a little longer.</summary>
    public int OrdersAt(double rate) => (int)Math.Ceiling(rate * (_options.Duration + Tail).TotalSeconds);

    /// <param name="window">The unfinished orders.</param>
    /// <param name="placing">Ends when all orders are placed.</param>
    /// <param name="patience">How long to wait beyond the limit, to see whether the system recovers at all.</param>
    /// <param name="say">Receives a line for each fault.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunAsync(Window window, Task placing, TimeSpan patience, Action<string> say, CancellationToken cancellation)
    {
        _startedAt = _clock.GetUtcNow();
        using var run = new ChaosRun(_system, window, _clock, say);
        var recoveries = await Task.WhenAll(run.Start(Plan, cancellation));
        var last = _clock.GetTimestamp();
        await placing;
        while (window.Unfinished > 0 && _clock.GetElapsedTime(last) < _options.Settle + patience)
        {
            await Task.Delay(Tick, _clock, cancellation);
        }

        SettledAfter = window.Unfinished == 0 ? _clock.GetElapsedTime(last) : null;
        run.GiveUp();
        Faults = await Task.WhenAll(recoveries);
    }

    public async Task<IEnumerable<Verdict>> CheckAsync(
        Evidence evidence, int refused, ServiceClient client, CancellationToken cancellation)
    {
        var letters = new List<(string, DeadLetterSnapshot)>();
        foreach (var service in client.Services.Where(service => service.HasEvents).Select(service => service.Name))
        {
            letters.AddRange((await client.DeadLettersAsync(service, cancellation)).Select(letter => (service, letter)));
        }

        var losses = new BrokerLosses(
        [
            .. Faults.Where(x => x.Kind is nameof(FaultKind.LoseBroker) or nameof(FaultKind.PowerCut))
                .Select(x => _startedAt.AddSeconds(x.At).UtcDateTime)
        ]);
        var deliveries = await DeliveriesAsync(client.Services, [.. evidence.Orders.Select(x => $"{x.Id}")], losses, cancellation);
        Records = [.. deliveries.Describe()];
        var chaos = new ChaosEvidence
        {
            Run = evidence,
            Refused = refused,
            SettledAfter = SettledAfter,
            SettleLimit = _options.Settle,
            BrokerLosses = losses,
            Deliveries = deliveries,
            DeadLetters = letters
        };
        return ChaosInvariants.Check(chaos);
    }

    /// <summary>The last events may still be in transit when the last order is finished.</summary>
    async Task<Deliveries> DeliveriesAsync(
        IEnumerable<SystemService> services, HashSet<string> orders, BrokerLosses losses, CancellationToken cancellation)
    {
        var reader = new DeliveryReader(new StateFolder(_system), services);
        var since = OrderIds.LowestAt(_startedAt - WrongestClock);
        for (var start = _clock.GetTimestamp(); ; await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancellation))
        {
            var deliveries = await reader.ReadAsync(since, orders, cancellation);
            if (!DeliveryInvariants.NeverApplied(deliveries, losses).Any() || _clock.GetElapsedTime(start) > DeliveryLimit)
            {
                return deliveries;
            }
        }
    }
}
