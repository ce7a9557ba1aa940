using System.Net.Http.Json;
using System.Text.Json;

namespace DbPerService.Tests.Standalone;

static class SyncEndpoint
{
    /// <summary>The state of the relay of this client's instance: active, standby or down.</summary>
    public static async Task<string?> RelayAsync(this HttpClient management)
    {
        var sync = await management.GetFromJsonAsync<JsonElement>("/sync", TestContext.Current.CancellationToken);
        return sync.GetProperty("outboxes")[0].GetProperty("relay").GetString();
    }
}
