using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>A client of the system.</summary>
/// <param name="system">The system.</param>
/// <param name="avoided">Services of which the second instance is called instead of the first.</param>
public sealed class ShopClient(IRunningSystem system, params string[] avoided)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A product that no other test uses, with the given quantity on hand.</summary>
    public async Task<string> ProductAsync(int onHand)
    {
        var id = "p-" + Guid.NewGuid().ToString("N")[..12];
        using var response = await Client("inventory").PutAsJsonAsync($"/stock/{id}", new { onHand }, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return id;
    }

    public static JsonObject Order(string product, int quantity = 1, string token = "tok_visa", string user = "ALFKI", decimal price = 10m) => new()
    {
        ["userId"] = user,
        ["currency"] = "USD",
        ["paymentToken"] = token,
        ["lines"] = new JsonArray(new JsonObject { ["productId"] = product, ["quantity"] = quantity, ["unitPrice"] = price }),
    };

    public async Task<HttpResponseMessage> PostAsync(JsonNode body, string? key = null, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        }

        return await Client("orders").SendAsync(request, either.Token);
    }

    /// <summary>Places an order and returns its id.</summary>
    public async Task<string> PlaceAsync(JsonNode body)
    {
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var order = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetString()!;
        Assert.Equal($"/orders/{order}", response.Headers.Location?.OriginalString);
        return order;
    }

    public Task<JsonElement> OrderAsync(string id) => GetAsync("orders", $"/orders/{id}");

    public Task<JsonElement> PaymentAsync(string id) => GetAsync("payments", $"/payments/{id}");

    public Task<JsonElement> ReservationAsync(string id) => GetAsync("inventory", $"/reservations/{id}");

    public async Task<(int OnHand, int Reserved, int Available, int Sold)> StockAsync(string product)
    {
        var stock = await GetAsync("inventory", $"/stock/{product}");
        return (stock.GetProperty("onHand").GetInt32(), stock.GetProperty("reserved").GetInt32(),
            stock.GetProperty("available").GetInt32(), stock.GetProperty("sold").GetInt32());
    }

    /// <summary>Waits until every participant has acknowledged its last step.</summary>
    public async Task<JsonElement> FinishedAsync(string id)
    {
        var finished = await Eventually.Is<object>(
            async () => await OrderAsync(id) is var order && order.GetProperty("finishedAt").ValueKind == JsonValueKind.String ? order : null,
            Cancelled,
            TimeSpan.FromSeconds(90),
            $"order {id} finished");
        return (JsonElement)finished;
    }

    public Task<JsonElement> GetAsync(string service, string path) => GetAsync(Client(service), path);

    /// <summary>A client of the management port.</summary>
    public Task<JsonElement> ManagementAsync(string service, string path) => GetAsync(system.Management(Instance(service)), path);

    static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    HttpClient Client(string service) => system.Client(Instance(service));

    string Instance(string service) => avoided.Contains(service) ? service + "-2" : service;
}

public static class Json
{
    /// <summary>The text of a property.</summary>
    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();
}
