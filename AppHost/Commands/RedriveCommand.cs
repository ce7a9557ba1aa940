using System.Text.Json;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

static class RedriveCommand
{
    public static IResourceBuilder<ProjectResource> WithRedriveCommand(
        this IResourceBuilder<ProjectResource> service, RunningSystem system) =>
        service.WithTableCommand(
            "redrive",
            "Redrive dead letters",
            "Applies dead letters again, key by key and in order, until one of the key fails again.",
            "ArrowRepeatAll",
            context => ExecuteAsync(service.Resource.Name, system, context.CancellationToken));

    static async Task<ExecuteCommandResult> ExecuteAsync(string service, RunningSystem system, CancellationToken cancellationToken)
    {
        using var list = await system.ManageAsync(HttpMethod.Get, service, "/dead-letters", body: null, cancellationToken);
        var letters = await RunningSystem.ReadAsync(list, service, cancellationToken);
        // Messages without a key have no order: each is redriven separately.
        var keys = letters.GetProperty("items").EnumerateArray()
            .GroupBy(item => (Topic: item.GetProperty("topic").GetString(), Key: item.GetProperty("key").GetString() ?? Id(item).ToString()))
            .ToList();
        var table = new MarkdownTable("Topic", "Key", "Waiting", "First reason", "Redriven", "Still blocking");
        var stuck = 0;
        foreach (var key in keys)
        {
            using var response = await system.ManageAsync(
                HttpMethod.Post, service, "/dead-letters/redrive", new { id = Id(key.Last()) }, cancellationToken);
            var outcome = await RunningSystem.ReadAsync(response, service, cancellationToken);
            var failed = outcome.GetProperty("failed").EnumerateArray().ToList();
            stuck += failed.Count;
            table.Add(
                key.Key.Topic, key.Key.Key, key.Count(), key.First().GetProperty("reason").GetString(),
                outcome.GetProperty("redriven").GetInt32(), failed.Count == 0 ? "" : failed[0].GetProperty("detail").GetString());
        }

        return stuck == 0
            ? Succeed(keys.Count == 0 ? $"{service} has no dead letters." : $"All {keys.Count} keys were redriven.", table)
            : Fail($"{stuck} of {keys.Count} keys still cannot be applied.", table);
    }

    static Guid Id(JsonElement letter) => letter.GetProperty("id").GetGuid();
}
