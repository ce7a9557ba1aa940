using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DbPerService.ServiceDefaults;

namespace DbPerService.Tests.Conformance;

/// <summary>Orders as a checkout sees it: one order per Idempotency-Key. Tests decide what goes wrong before and after it places one.</summary>
sealed class FakeOrders(CallerSignature signature) : HttpMessageHandler
{
    readonly ConcurrentDictionary<string, (string Body, JsonObject Order)> _byKey = new();
    readonly Lock _lock = new();

    /// <summary>The bodies and keys of all requests for an order.</summary>
    public ConcurrentQueue<(string Key, JsonObject Body)> Requests { get; } = new();

    public IReadOnlyList<JsonObject> Orders => [.. _byKey.Values.Select(placed => placed.Order)];

    public Func<Task> BeforePlacing { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterPlacing { get; set; } = () => Task.CompletedTask;

    /// <summary>The problem with which it refuses, or null; it looks at the key first, as Orders does.</summary>
    public JsonObject? Problem { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var caller = signature.Verify(request.Headers.GetValues(CallerSignature.Header).Single());
        Assert.Equal(CallerRole.User, caller!.Role);
        if (request.Method == HttpMethod.Get)
        {
            var id = request.RequestUri!.Segments[^1];
            return Orders.FirstOrDefault(order => $"{order["id"]}" == id && $"{order["userId"]}" == caller.Id) is { } order
                ? Respond(HttpStatusCode.OK, order)
                : Respond(HttpStatusCode.NotFound, new() { ["title"] = "Not Found", ["status"] = 404 });
        }

        var key = request.Headers.GetValues("Idempotency-Key").Single().Trim('"');
        var text = await request.Content!.ReadAsStringAsync(CancellationToken.None);
        Requests.Enqueue((key, JsonNode.Parse(text)!.AsObject()));
        await BeforePlacing().WaitAsync(cancellationToken);
        var response = Place(key, text, caller.Id);
        await AfterPlacing().WaitAsync(cancellationToken);
        return response;
    }

    HttpResponseMessage Place(string key, string text, string userId)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var earlier))
            {
                return earlier.Body == text ? Respond(HttpStatusCode.Accepted, earlier.Order) : Respond(
                    HttpStatusCode.UnprocessableEntity, new() { ["status"] = 422, ["orderId"] = $"{earlier.Order["id"]}" });
            }

            if (Problem is { } problem)
            {
                return Respond((HttpStatusCode)(int)problem["status"]!, problem);
            }

            var body = JsonNode.Parse(text)!.AsObject();
            Assert.Equal(userId, $"{body["userId"]}");
            body.Remove("paymentToken");
            body["id"] = Guid.CreateVersion7().ToString();
            body["status"] = "Placed";
            _byKey[key] = (text, body);
            return Respond(HttpStatusCode.Accepted, body);
        }
    }

    static HttpResponseMessage Respond(HttpStatusCode status, JsonObject body)
    {
        var type = (int)status < 400 ? "application/json" : "application/problem+json";
        return new HttpResponseMessage(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type) };
    }
}

/// <summary>Users as signing in sees it.</summary>
sealed class FakeUsers : HttpMessageHandler
{
    public Func<CancellationToken, Task<HttpResponseMessage>> Respond { get; set; } = _ => Task.FromResult(Verified("ALFKI", "User"));

    public static HttpResponseMessage Verified(string userId, string role) =>
        new(HttpStatusCode.OK) { Content = JsonContent.Create(new { userId, name = "Maria", role, version = 3 }) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal("/internal/credentials", request.RequestUri!.AbsolutePath);
        Assert.True(request.Headers.Contains(CallerSignature.Header));
        return await Respond(cancellationToken);
    }
}
