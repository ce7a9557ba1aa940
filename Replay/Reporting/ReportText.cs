using DbPerService.Replay.Chaos;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Measure;
using static System.FormattableString;

namespace DbPerService.Replay.Reporting;

/// <summary>The report as text.</summary>
internal static class ReportText
{
    public static void Write(Report report, TextWriter to)
    {
        Section(to, "Orders", Orders(report));
        Section(to, Invariant($"{"Milliseconds",-46}{"count",10}{"p50",10}{"p95",10}{"p99",10}{"max",10}"), Times(report));
        Section(to, "Kills                          at   after the kill", report.Kills.Select(Kill));
        Section(to, Invariant($"{"Faults",-58}{"from",8}{"to",8}   recovered"), report.Chaos?.Faults.Select(Fault) ?? []);
        Section(to, Invariant($"{"Processes",-24}{"CPU s",10}    memory MB {"start",8}{"half",8}{"end",8}{"max",8}"), Processes(report));
        Section(to, "Records", report.Chaos?.Records ?? []);
        WriteInvariants(report.Invariants, to);
    }

    public static void WritePlan(ChaosSession chaos, TextWriter to) =>
        Section(to, Invariant($"Chaos with seed {chaos.Seed}"), chaos.Plan.Select(x => x.ToString()));

    public static void WriteInvariants(IEnumerable<Verdict> invariants, TextWriter to) =>
        Section(to, "Invariants", invariants.SelectMany(Verdict));

    static void Section(TextWriter to, string head, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        to.WriteLine();
        to.WriteLine(head);
        foreach (var line in all)
        {
            to.WriteLine("  " + line.TrimEnd());
        }
    }

    static IEnumerable<string> Orders(Report report)
    {
        var (orders, speed) = (report.Orders, report.Speed);
        var reasons = string.Join(", ", orders.Cancelled.Select(x => Invariant($"{x.Key} {x.Value:N0}")));
        yield return Count("placed", orders.Placed, Pace(speed.PlacedPerSecond, speed.PlacingSeconds));
        yield return Count("confirmed", orders.Confirmed);
        yield return Count("cancelled", orders.Cancelled.Values.Sum(), reasons);
        yield return Count("finished sagas", report.Times.PlacedToFinished?.Count ?? 0, Pace(speed.SagasPerSecond, speed.SagasSeconds));
        (string, int)[] troubles = [("unfinished", orders.Unfinished), ("refused", orders.Refused), ("unanswered", orders.Unanswered)];
        foreach (var (name, count) in troubles)
        {
            if (count > 0)
            {
                yield return Count(name, count);
            }
        }

        foreach (var complaint in orders.Complaints)
        {
            yield return complaint;
        }
    }

    static string Count(string name, long count, string remark = "") => Invariant($"{name,-20}{count,10:N0}   {remark}");

    static string Pace(double? perSecond, double? seconds) => perSecond is null ? "" : Invariant($"{perSecond,8:N1}/s over {seconds:N1} s");

    static IEnumerable<string> Times(Report report)
    {
        (string Label, Quantiles? Of)[] rows =
        [
            ("POST /orders", report.Times.Post),
            ("placed to final", report.Times.PlacedToFinal),
            ("placed to finished", report.Times.PlacedToFinished),
            .. report.Lag.Select(x => ($"lag {x.Source} → {x.Target} {x.Type}", x.Lag)),
            ("sent behind schedule", report.Speed.Lateness)
        ];
        return from row in rows
               where row.Of is not null
               let ms = row.Of with { P50 = row.Of.P50 * 1e3, P95 = row.Of.P95 * 1e3, P99 = row.Of.P99 * 1e3, Max = row.Of.Max * 1e3 }
               select Invariant($"{row.Label,-44}{ms.Count,10:N0}{ms.P50,10:N1}{ms.P95,10:N1}{ms.P99,10:N1}{ms.Max,10:N1}");
    }

    static string Kill(KillOutcome kill)
    {
        var at = kill.At is { } seconds ? Invariant($"{seconds:N1} s") : "not killed";
        return Invariant($"{kill.Name,-22}{at,10}   {string.Join(", ", kill.Recoveries.Select(Recovery))}");
    }

    static string Fault(FaultOutcome fault)
    {
        var recovered = fault.RecoveredAfter is { } seconds ? Invariant($"{seconds:N1} s") : "never";
        return Invariant($"{fault.Kind,-16}{fault.Target + ": " + fault.Hit,-40}{fault.At,8:N1}{fault.Until,8:N1}   {recovered}");
    }

    static string Recovery(Recovery recovery)
    {
        var started = recovery.StartedAfter is { } start ? Invariant($" starts {start:N1} s,") : "";
        var applies = recovery.AppliesAfter is { } first ? Invariant($" applies {first:N1} s") : " applies nothing more";
        return recovery.Service + started + applies;
    }

    static IEnumerable<string> Processes(Report report)
    {
        var machine = report.Machine;
        foreach (var process in machine.Processes)
        {
            yield return Invariant($"{process.Name,-22}{process.CpuSeconds,10:N1}              {Memory(process.Memory)}");
        }

        yield return Invariant($"{"replay",-22}{machine.ReplayCpuSeconds,10:N1}");
        if (report.Times.PlacedToFinished is { } finished)
        {
            var all = machine.ReplayCpuSeconds + machine.Processes.Sum(x => x.CpuSeconds);
            yield return Invariant($"{"all, per saga",-22}{all * 1e3 / finished.Count,10:N1} ms");
        }

        if (machine is { BusyShare: { } busy, StolenShare: { } stolen })
        {
            yield return Invariant($"{machine.Processors} processors, {busy:P0} busy, {stolen:P1} stolen");
        }
    }

    static string Memory(MemoryFigures? memory)
    {
        const double mega = 1024 * 1024;
        return memory is null
            ? Invariant($"{"shared",32}")
            : Invariant($"{memory.StartBytes / mega,8:N0}{memory.HalfwayBytes / mega,8:N0}{memory.EndBytes / mega,8:N0}")
                + Invariant($"{memory.MaxBytes / mega,8:N0}");
    }

    static IEnumerable<string> Verdict(Verdict verdict) => verdict.Held
        ? [$"held    {verdict.Invariant}"]
        : [Invariant($"BROKEN  {verdict.Invariant}: {verdict.Violations:N0}"), .. verdict.Examples.Select(x => $"          {x}")];
}
