using DbPerService.Cli;
using DbPerService.Replay.Chaos;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Measure;
using Spectre.Console;
using static System.FormattableString;

namespace DbPerService.Replay.Reporting;

/// <summary>The report as text.</summary>
static class ReportText
{
    static readonly Style Good = new(Color.Green);
    static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);

    public static void Write(ReplayReport report, IAnsiConsole to)
    {
        Section(to, Orders(report));
        Section(to, Times(report));
        Section(to, Kills(report.Kills));
        Section(to, Faults(report.Chaos?.Faults ?? []));
        Section(to, Processes(report));
        Section(to, Lines("Records", report.Chaos?.Records ?? []));
        WriteInvariants(report.Invariants, to);
    }

    public static void WritePlan(ChaosSession chaos, IAnsiConsole to) =>
        Section(to, Lines(Invariant($"Chaos with seed {chaos.Seed}"), chaos.Plan.Select(x => x.ToString())));

    public static void WriteInvariants(IEnumerable<Verdict> invariants, IAnsiConsole to)
    {
        var table = new TextTable("Invariants").Text();
        foreach (var verdict in invariants)
        {
            if (verdict.Held)
            {
                table.Row(Good, "held", verdict.Invariant);
                continue;
            }

            table.Row(Bad, "BROKEN", Invariant($"{verdict.Invariant}: {verdict.Violations:N0}"));
            foreach (var example in verdict.Examples)
            {
                table.Row(null, "", "  " + example);
            }
        }

        Section(to, table);
    }

    static void Section(IAnsiConsole to, TextTable table)
    {
        if (table.Count > 0)
        {
            to.WriteLine();
            to.Write(table);
        }
    }

    static TextTable Lines(string title, IEnumerable<string> lines)
    {
        var table = new TextTable(title);
        foreach (var line in lines)
        {
            table.Row(null, line);
        }

        return table;
    }

    static TextTable Orders(ReplayReport report)
    {
        var (orders, speed) = (report.Orders, report.Speed);
        var reasons = string.Join(", ", orders.Cancelled.Select(x => Invariant($"{x.Key} {x.Value:N0}")));
        var table = new TextTable("Orders").Numbers("").Text();
        Count("placed", orders.Placed, Pace(speed.PlacedPerSecond, speed.PlacingSeconds));
        Count("confirmed", orders.Confirmed);
        Count("cancelled", orders.Cancelled.Values.Sum(), reasons);
        Count("finished sagas", report.Times.PlacedToFinished?.Count ?? 0, Pace(speed.SagasPerSecond, speed.SagasSeconds));
        (string, int)[] troubles = [("unfinished", orders.Unfinished), ("refused", orders.Refused), ("unanswered", orders.Unanswered)];
        foreach (var (name, count) in troubles)
        {
            if (count > 0)
            {
                Count(name, count, "", Bad);
            }
        }

        foreach (var complaint in orders.Complaints)
        {
            table.Row(null, "", "", complaint);
        }

        return table;

        void Count(string name, long count, string remark = "", Style? style = null) =>
            table.Row(style, name, Invariant($"{count:N0}"), remark);
    }

    static string Pace(double? perSecond, double? seconds) => perSecond is null ? "" : Invariant($"{perSecond:N1}/s over {seconds:N1} s");

    static TextTable Times(ReplayReport report)
    {
        (string Label, Quantiles? Of)[] rows =
        [
            ("POST /orders", report.Times.Post),
            ("placed to final", report.Times.PlacedToFinal),
            ("placed to finished", report.Times.PlacedToFinished),
            .. report.Lag.Select(x => ($"lag {x.Source} → {x.Target} {x.Type}", x.Lag)),
            ("sent behind schedule", report.Speed.Lateness)
        ];
        var table = new TextTable("Milliseconds").Numbers("count", "p50", "p95", "p99", "max");
        foreach (var (label, of) in rows)
        {
            if (of is not null)
            {
                table.Row(null, label, Invariant($"{of.Count:N0}"), Ms(of.P50), Ms(of.P95), Ms(of.P99), Ms(of.Max));
            }
        }

        return table;

        static string Ms(double seconds) => Invariant($"{seconds * 1e3:N1}");
    }

    static TextTable Kills(IReadOnlyList<KillOutcome> kills)
    {
        var table = new TextTable("Kills").Numbers("at").Text("after the kill");
        foreach (var kill in kills)
        {
            var at = kill.At is { } seconds ? Invariant($"{seconds:N1} s") : "not killed";
            table.Row(null, kill.Name, at, string.Join(", ", kill.Recoveries.Select(Recovery)));
        }

        return table;
    }

    static TextTable Faults(IReadOnlyList<FaultOutcome> faults)
    {
        var table = new TextTable("Faults").Text().Numbers("from", "to", "recovered");
        foreach (var fault in faults)
        {
            var recovered = fault.RecoveredAfter is { } seconds ? Invariant($"{seconds:N1} s") : "never";
            table.Row(null, fault.Kind, $"{fault.Target}: {fault.Hit}", Invariant($"{fault.At:N1}"), Invariant($"{fault.Until:N1}"), recovered);
        }

        return table;
    }

    static string Recovery(Recovery recovery)
    {
        var started = recovery.StartedAfter is { } start ? Invariant($" starts {start:N1} s,") : "";
        var applies = recovery.AppliesAfter is { } first ? Invariant($" applies {first:N1} s") : " applies nothing more";
        return recovery.Service + started + applies;
    }

    static TextTable Processes(ReplayReport report)
    {
        var machine = report.Machine;
        var table = new TextTable("Processes").Numbers("CPU s", "memory MB at start", "half", "end", "max");
        foreach (var process in machine.Processes)
        {
            table.Row(null, [process.Name, Invariant($"{process.CpuSeconds:N1}"), .. Memory(process.Memory)]);
        }

        table.Row(null, "replay", Invariant($"{machine.ReplayCpuSeconds:N1}"));
        if (report.Times.PlacedToFinished is { } finished)
        {
            var all = machine.ReplayCpuSeconds + machine.Processes.Sum(x => x.CpuSeconds);
            table.Row(null, "all, per saga", Invariant($"{all * 1e3 / finished.Count:N1} ms"));
        }

        if (machine is { BusyShare: { } busy, StolenShare: { } stolen })
        {
            table.Row(null, Invariant($"{machine.Processors} processors"), Invariant($"{busy:P0} busy"), Invariant($"{stolen:P1} stolen"));
        }

        return table;
    }

    static IEnumerable<string> Memory(MemoryFigures? memory)
    {
        const double mega = 1024 * 1024;
        return memory is null
            ? ["shared"]
            : new[] { memory.StartBytes, memory.HalfwayBytes, memory.EndBytes, memory.MaxBytes }.Select(x => Invariant($"{x / mega:N0}"));
    }
}
