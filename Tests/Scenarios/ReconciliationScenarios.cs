using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DbPerService.Tests.Scenarios;

/// <summary>Copies and holds are compared with their owners, through the running system.</summary>
public abstract class ReconciliationScenarios(IRunningSystem system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders", "users", "users")]
    [InlineData("orders", "products", "products")]
    [InlineData("search", "products", "products")]
    [InlineData("payments", "holds", "orders")]
    [InlineData("inventory", "holds", "orders")]
    public async Task Operators_reconcile_on_demand(string service, string name, string owner)
    {
        using var run = await system.Management(service).PostAsync($"/reconciliation/{name}", null, Cancelled);
        var status = await run.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        var all = await system.Management(service).GetFromJsonAsync<JsonElement>("/reconciliation", Cancelled);

        Assert.Equal(HttpStatusCode.OK, run.StatusCode);
        Assert.Equal((name, owner), (status.GetProperty("name").GetString(), status.GetProperty("owner").GetString()));
        Assert.Equal(JsonValueKind.Object, status.GetProperty("lastSuccess").ValueKind);
        Assert.Contains(all.EnumerateArray(), one => one.GetProperty("name").GetString() == name);
    }

    [Theory]
    [InlineData("users", "GET", "/internal/copies/users/items")]
    [InlineData("products", "GET", "/internal/copies/products/digests?fields=name")]
    [InlineData("orders", "POST", "/internal/orders/status")]
    public async Task What_services_compare_is_for_services_only(string service, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await system.Client(service).SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
