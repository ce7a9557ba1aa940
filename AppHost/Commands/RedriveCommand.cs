using System.Net;
using System.Text.Json;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

internal static class RedriveCommand
{
    public static IResourceBuilder<ProjectResource> WithRedriveCommand(
        this IResourceBuilder<ProjectResource> service, RunningSystem system) =>
        service.WithTableCommand(
            "redrive",
            "Redrive dead letters",
            "Applies the events that were set aside again, key by key and in order, until one of the key still fails.",
            "ArrowRepeatAll",
            context => ExecuteAsync(service.Resource.Name, system, context.CancellationToken));

    static async Task<ExecuteCommandResult> ExecuteAsync(string service, RunningSystem system, CancellationToken cancellationToken)
    {
        using var list = await system.ManageAsync(HttpMethod.Get, service, "/dead-letters", body: null, cancellationToken);
        var parked = await RunningSystem.ReadAsync(list, service, cancellationToken);
        var keys = parked.GetProperty("items").EnumerateArray()
            .GroupBy(item => (Topic: item.GetProperty("topic").GetString()!, Key: item.GetProperty("key").GetString()!))
            .ToList();
        var table = new MarkdownTable("Topic", "Key", "Waiting", "First reason", "Redriven", "Still in the way");
        var stuck = 0;
        foreach (var key in keys)
        {
            var path = $"/dead-letters/{Uri.EscapeDataString(key.Key.Topic)}/{Uri.EscapeDataString(key.Key.Key)}/redrive";
            using var response = await system.ManageAsync(HttpMethod.Post, service, path, body: null, cancellationToken);
            var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancellationToken));
            var failed = response.StatusCode != HttpStatusCode.OK;
            stuck += failed ? 1 : 0;
            table.Add(
                key.Key.Topic, key.Key.Key, key.Count(), key.First().GetProperty("reason").GetString(),
                answer.GetProperty(failed ? "redriven" : "count").GetInt32(), failed ? answer.GetProperty("detail").GetString() : "");
        }

        return stuck == 0
            ? Succeed(keys.Count == 0 ? $"{service} has no dead letters." : $"All {keys.Count} keys are redriven.", table)
            : Fail($"{stuck} of {keys.Count} keys still cannot be applied.", table);
    }
}
