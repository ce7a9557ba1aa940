using DbPerService.Contracts;
using DbPerService.Replay.Chaos;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Input;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Checks.Copies;
using DbPerService.Replay.Load;
using DbPerService.Replay.Measure;
using DbPerService.Replay.Options;
using DbPerService.Replay.Reporting;
using DbPerService.Replay.Target;
using Spectre.Console;
using static System.FormattableString;

namespace DbPerService.Replay;

/// <summary>One replay from start to end: add stock, place orders, await sagas, read evidence, check invariants.</summary>
sealed class ReplayRun(RunOptions options, IAnsiConsole output, TimeProvider clock)
{
    static readonly TimeSpan FullSpeedLooks = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan SteadyLooks = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // A frozen instance does not respond, so the next one is tried soon.
    static readonly TimeSpan ChaosAttemptLimit = TimeSpan.FromSeconds(3);

    // More than clocks may differ by: everything older was certainly placed before this run.
    static readonly TimeSpan Lookback = TimeSpan.FromMinutes(1);

    readonly string _runId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var shop = ShopReader.Read(options.Folder);
        foreach (var product in shop.Products)
        {
            StockKeeper.QuantityOf(product, options.Stock);
        }

        var system = new SystemFileReader(options.System);
        var attemptLimit = options.Chaos is null ? (TimeSpan?)null : ChaosAttemptLimit;
        using var client = new ServiceClient(system, options.Concurrency, options.Patience, clock, attemptLimit);
        using var watching = new ServiceClient(system, SystemMap.Services.Count, options.Patience, clock, attemptLimit);
        using var reading = new ServiceClient(system, SystemMap.Services.Count, options.Patience, clock);
        var reader = new EvidenceReader(reading);
        var stock = new StockKeeper(reading, _runId);
        await Readiness.AwaitAsync(reading, options.Checkout, options.Patience, clock, cancellation);

        var cursor = await reader.LastOrderAsync(OrderIds.LowestAt(clock.GetUtcNow() - Lookback), cancellation);
        if (Catalogue.IsServedBy(client.Services))
        {
            await new Catalogue(reading).BringInAsync(shop, cancellation);
        }

        var before = await stock.BringInAsync(shop.Products, options.Stock, cancellation);

        var window = new Window(options.Rate is null ? options.Unfinished : int.MaxValue);
        var orders = shop.Orders.Select(PreparedOrder.From).ToList();
        var chaos = options.Chaos is { } wanted ? new ChaosSession(wanted, system, clock) : null;
        var total = chaos?.OrdersAt(options.Rate!.Value) ?? checked(orders.Count * options.Times);
        IPlacement placement = options.Checkout ? new CheckoutPlacement(client) : new DirectPlacement(client);
        var poster = new Poster(placement, window, orders, total, _runId, clock);
        Announce(shop, total, chaos);
        var progress = new RunProgress(output, clock);
        var measured = await progress.WhileAsync(() => MeasureAsync(progress, watching, poster, window, chaos, cancellation));

        var evidence = await ReadEvidenceAsync(reader, stock, shop, before, poster, cursor, cancellation);
        var ofCopies = Catalogue.IsServedBy(client.Services)
            ? await new CopyReader(reading, clock).CheckAsync(
                shop, evidence, token => reader.OrdersAsync(cursor, token),
                options.Checkout ? new StateFolder(system).OperatorPassword : null, cancellation)
            : [];
        var refused = poster.Placed.Count(x => x.Refusal is not null);
        var ofChaos = chaos is null ? [] : await chaos.CheckAsync(evidence, refused, reading, cancellation);
        return Conclude(shop, poster, evidence, measured, chaos, [.. Invariants.Check(evidence), .. ofCopies, .. ofChaos]);
    }

    async Task<Measured> MeasureAsync(
        RunProgress progress, ServiceClient watching, Poster poster, Window window, ChaosSession? chaos, CancellationToken cancellation)
    {
        var startedAt = clock.GetUtcNow();
        var sampler = new Sampler(watching, clock);
        var watcher = new Watcher(watching, window, options.Rate is null ? FullSpeedLooks : SteadyLooks, clock);
        await sampler.SampleAsync(cancellation);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sampling = sampler.RunAsync(() => progress.Show(StateOf(poster, window)), over.Token);
        var looking = watcher.RunAsync(over.Token);

        var start = clock.GetTimestamp();
        var steady = options.Rate is { } rate ? new SteadyRate(poster, window, rate, clock) : null;
        var placing = steady?.PlaceAllAsync(cancellation)
            ?? FullSpeed.PlaceAllAsync(poster, window, options.Concurrency, clock, cancellation);
        var killer = new Killer(watching, poster, () => placing.IsCompleted && window.Unfinished == 0, clock, progress.Report);
        var killing = killer.RunAsync(Plan(watching.System.Current), placing, cancellation);

        var faults = chaos?.RunAsync(window, placing, options.Patience, progress.Report, cancellation) ?? Task.CompletedTask;

        // At full speed, a system that finishes nothing more would block the posters at the window forever.
        while (!placing.IsCompleted && (steady is not null || watcher.StillFor < options.Patience))
        {
            await Task.WhenAny(placing, Task.Delay(Tick, clock, cancellation));
        }

        if (!placing.IsCompleted)
        {
            throw new NoAnswerException(Invariant(
                $"nothing changed for {options.Patience.TotalSeconds} s, with {window.Unfinished} orders unfinished: {Some(window.Ids)}"));
        }

        await placing;
        var took = clock.GetElapsedTime(start);

        await faults;
        while (chaos is null && window.Unfinished > 0 && watcher.StillFor < options.Patience)
        {
            await Task.Delay(Tick, clock, cancellation);
        }

        var kills = await killing;

        await over.CancelAsync();
        await Task.WhenAll(sampling, looking);
        await sampler.FinishAsync(cancellation);
        progress.Show(StateOf(poster, window));
        return new Measured(startedAt, took, steady?.Lateness, sampler, kills);
    }

    static ProgressState StateOf(Poster poster, Window window) => new(window.Accepted, poster.Total, window.Unfinished);

    List<PlannedKill> Plan(SystemDescription system) =>
        [.. options.Kills, .. KillPlan.Random(system, options.Crash, options.CrashKafka, options.Seed)];

    static async Task<Evidence> ReadEvidenceAsync(
        EvidenceReader reader,
        StockKeeper stock,
        Shop shop,
        IReadOnlyList<StockBefore> before,
        Poster poster,
        Guid cursor,
        CancellationToken cancellation)
    {
        var orders = await reader.OrdersAsync(cursor, cancellation);
        return new Evidence
        {
            Accepted = [.. poster.Accepted],
            Unanswered = poster.Placed.Count(x => x is { Id: null, Refusal: null }),
            Orders = orders,
            Payments = await reader.PaymentsAsync(cursor, orders, cancellation),
            Reservations = await reader.ReservationsAsync(cursor, orders, cancellation),
            Before = before,
            After = await stock.CountAsync(shop.Products, cancellation)
        };
    }

    int Conclude(
        Shop shop, Poster poster, Evidence evidence, Measured measured, ChaosSession? chaos, IReadOnlyList<Verdict> invariants)
    {
        var sampler = measured.Sampler;
        var report = new ReplayReport
        {
            Run = _runId,
            StartedAt = measured.StartedAt,
            Load = new WorkloadFigures(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder))),
                shop.Orders.Count, options.Times, options.Stock, options.Rate, options.Concurrency),
            Orders = Figures.OutcomeOf(poster.Placed, evidence),
            Speed = Figures.SpeedOf(measured.Placing, evidence, measured.Lateness),
            Times = Figures.TimesOf(poster.Placed, evidence),
            Lag = [.. sampler.Lag.Read().Select(x => new EdgeLag(x.Edge.Source, x.Edge.Target, x.Edge.Type, x.Lag))],
            Machine = new Machine(
                Environment.ProcessorCount,
                sampler.Machine?.Busy,
                sampler.Machine?.Stolen,
                sampler.OwnCpuSeconds,
                sampler.Processes.Read()),
            Kills = measured.Kills,
            Chaos = chaos is null ? null : ChaosReport.Of(chaos),
            Invariants = invariants
        };
        ReportText.Write(report, output);
        if (options.Report is { } path)
        {
            report.Write(path);
        }

        if (!report.Holds)
        {
            return ReplayExitCode.Broken;
        }

        if (report.Orders.Unanswered > 0)
        {
            return ReplayExitCode.NoAnswer;
        }

        return report.Orders.Refused > 0 ? ReplayExitCode.BadInput : ReplayExitCode.Held;
    }

    void Announce(Shop shop, int total, ChaosSession? chaos)
    {
        var what = Invariant($"{shop.Products.Count} products, stock × {options.Stock}, {total} orders from {shop.Orders.Count}");
        var pace = options.Rate is { } rate
            ? Invariant($"{rate} orders per second")
            : Invariant($"full speed, {options.Concurrency} concurrent requests");
        output.WriteLine($"{options.Folder}: {what}, {pace}");
        if (chaos is not null)
        {
            ReportText.WritePlan(chaos, output);
        }
    }

    static string Some(IReadOnlyList<Guid> ids) => string.Join(", ", ids.Take(5));

    sealed record Measured(
        DateTimeOffset StartedAt, TimeSpan Placing, IReadOnlyList<TimeSpan>? Lateness, Sampler Sampler, IReadOnlyList<KillOutcome> Kills);
}
