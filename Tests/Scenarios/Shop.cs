using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>What a client of the system does and sees.</summary>
public sealed class Shop(IRunningSystem system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A product nobody else in the tests uses, with so much on hand.</summary>
    public async Task<string> ProductAsync(int onHand)
    {
        var id = "p-" + Guid.NewGuid().ToString("N")[..12];
        using var response = await system.Client("inventory").PutAsJsonAsync($"/stock/{id}", new { onHand }, Cancelled);
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

    public async Task<HttpResponseMessage> PostAsync(JsonNode body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        }

        return await system.Client("orders").SendAsync(request, Cancelled);
    }

    /// <summary>Places an order and gives its id.</summary>
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

    public Task<JsonElement> GetAsync(string service, string path) => GetAsync(system.Client(service), path);

    /// <summary>What an operator sees.</summary>
    public Task<JsonElement> ManagementAsync(string service, string path) => GetAsync(system.Management(service), path);

    static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }
}

static class Json
{
    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();
}
