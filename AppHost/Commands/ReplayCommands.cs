using System.Globalization;
using System.Text.Json;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

static class ReplayCommands
{
    const string Sample = "samples/shop";

    public static IResourceBuilder<ProjectResource> WithReplayCommand(
        this IResourceBuilder<ProjectResource> orders, ReplayProgram replay) =>
        orders.WithTableCommand(
            "replay",
            "Replay a shop",
            "Replays a folder of products, customers and orders through the system and verifies the outcome.",
            "PlayMultiple",
            context => ReplayAsync(context, replay),
            Text("folder", "Folder of the shop", Sample),
            Number("rate", "Orders per second (empty: as fast as possible)"),
            Number("times", "How often to place all orders", "1"),
            Number("stock", "Factor for the initial stock", "1"));

    public static IResourceBuilder<ProjectResource> WithVerifyCommand(
        this IResourceBuilder<ProjectResource> orders, ReplayProgram replay) =>
        orders.WithTableCommand(
            "verify",
            "Verify invariants",
            "Reads everything back through the services' APIs and checks the invariants. Meant for a system without load.",
            "ShieldCheckmark",
            async context => Result(await replay.RunAsync(["verify"], context.Logger, context.CancellationToken)));

    static async Task<ExecuteCommandResult> ReplayAsync(ExecuteCommandContext context, ReplayProgram replay)
    {
        List<string> arguments = ["run", "--folder", Path.Combine(replay.Repository, context.Argument("folder", Sample)!)];
        foreach (var name in new[] { "rate", "times", "stock" })
        {
            if (context.Argument(name) is { } value)
            {
                arguments.AddRange([$"--{name}", value]);
            }
        }

        return Result(await replay.RunAsync(arguments, context.Logger, context.CancellationToken));
    }

    static ExecuteCommandResult Result((int Status, string Error, JsonElement? Report) outcome)
    {
        if (outcome.Report is not { } report)
        {
            return CommandResults.Failure(outcome.Error.Length > 0 ? outcome.Error : $"the replay ended with exit status {outcome.Status}");
        }

        MarkdownTable[] tables = report.TryGetProperty("times", out _)
            ? [Orders(report), Milliseconds(report), Invariants(report)]
            : [Invariants(report)];
        return outcome.Status == 0
            ? Succeed("Every invariant holds.", tables)
            : Fail(outcome.Error.Length > 0 ? outcome.Error : "An invariant is violated, or orders were refused or not answered.", tables);
    }

    static MarkdownTable Invariants(JsonElement report)
    {
        var table = new MarkdownTable("Invariant", "", "First violation");
        foreach (var verdict in report.GetProperty("invariants").EnumerateArray())
        {
            var violations = verdict.GetProperty("violations").GetInt32();
            table.Add(
                verdict.GetProperty("invariant").GetString(), violations == 0 ? "held" : $"BROKEN: {violations}",
                verdict.GetProperty("examples").EnumerateArray().Select(example => example.GetString()).FirstOrDefault());
        }

        return table;
    }

    static MarkdownTable Orders(JsonElement report)
    {
        var (orders, speed) = (report.GetProperty("orders"), report.GetProperty("speed"));
        var table = new MarkdownTable("Orders", "Count")
            .Add("placed", orders.GetProperty("placed").GetInt32())
            .Add("confirmed", orders.GetProperty("confirmed").GetInt32());
        foreach (var reason in orders.GetProperty("cancelled").EnumerateObject())
        {
            table.Add($"cancelled: {reason.Name}", reason.Value.GetInt32());
        }

        return table
            .Add("unfinished", orders.GetProperty("unfinished").GetInt32())
            .Add("placed per second", Round(speed.GetProperty("placedPerSecond")))
            .Add("finished sagas per second", Round(speed.GetProperty("sagasPerSecond")));
    }

    static MarkdownTable Milliseconds(JsonElement report)
    {
        var times = report.GetProperty("times");
        var table = new MarkdownTable("Milliseconds", "Count", "p50", "p95", "p99", "max");
        Row("POST /orders", times.GetProperty("post"));
        Row("placed to final", times.GetProperty("placedToFinal"));
        foreach (var edge in report.GetProperty("lag").EnumerateArray())
        {
            var (source, target) = (edge.GetProperty("source").GetString(), edge.GetProperty("target").GetString());
            Row($"lag {source} → {target} {edge.GetProperty("type").GetString()}", edge.GetProperty("lag"));
        }

        return table;

        void Row(string name, JsonElement quantiles)
        {
            if (quantiles.ValueKind == JsonValueKind.Object)
            {
                string Ms(string quantile) => Round(quantiles.GetProperty(quantile), factor: 1000);
                table.Add(name, quantiles.GetProperty("count").GetInt64(), Ms("p50"), Ms("p95"), Ms("p99"), Ms("max"));
            }
        }
    }

    static string Round(JsonElement number, double factor = 1) => number.ValueKind == JsonValueKind.Number
        ? (number.GetDouble() * factor).ToString("N1", CultureInfo.InvariantCulture)
        : "";
}
