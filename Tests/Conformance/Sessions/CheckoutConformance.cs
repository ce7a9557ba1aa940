using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace DbPerService.Tests.Conformance;

/// <summary>A basket becomes one order, whatever fails in between and however often it is checked out. On any database.</summary>
public abstract class CheckoutConformance : IAsyncLifetime
{
    readonly FakeOrders _orders = new(SessionsApplication.Signature);
    SessionsApplication _app = null!;
    SessionsApplication _other = null!;
    string _path = "";
    string? _token;

    public virtual async ValueTask InitializeAsync()
    {
        _app = await SessionsApplication.StartAsync(AddStore, new FakeUsers(), _orders);
        _other = await SessionsApplication.StartAsync(AddStore, new FakeUsers(), _orders);
        var session = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });
        (_path, _token) = ($"/sessions/{session.Text("id")}", session.Text("token"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
        await _other.DisposeAsync();
    }

    /// <summary>Adds the service's database.</summary>
    protected abstract void AddStore(WebApplicationBuilder builder);

    [Fact]
    public async Task A_checkout_orders_the_basket_for_the_sessions_user_and_empties_it()
    {
        (await FillAsync(new { currency = "EUR", lines = new object[] { new { productId = "11", quantity = 2, unitPrice = 14 }, Line("12") } }))
            .Is(HttpStatusCode.OK);

        var reply = await CheckOutAsync();

        reply.Is(HttpStatusCode.Accepted);
        Assert.Equal($"/orders/{reply.Text("id")}", reply.Headers.Location?.OriginalString);
        var (key, body) = Assert.Single(_orders.Requests);
        var session = await SessionAsync();
        Assert.Equal(7, Guid.Parse(key).Version);
        Assert.Equal(
            $$"""{"userId":"{{session.Text("userId")}}","currency":"EUR","paymentToken":"tok_visa","lines":[{"productId":"11","quantity":2,"unitPrice":14.00},{"productId":"12","quantity":1}]}""",
            body.ToJsonString());
        Assert.Equal(reply.Text("id"), session.Text("orderId"));
        Assert.Equal("""{"version":3,"isFrozen":false,"currency":null,"lines":[]}""", session.Body.GetProperty("basket").GetRawText());
    }

    [Fact]
    public async Task Twenty_clients_at_once_get_one_order()
    {
        await FillAsync("11");

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => CheckOutAsync(n % 2 == 0 ? _app : _other)));

        Assert.All(replies, reply => reply.Is(HttpStatusCode.Accepted));
        Assert.Single(replies.Select(reply => reply.Text("id")).Distinct());
        Assert.Single(_orders.Orders);
    }

    [Fact]
    public async Task Another_checkout_without_a_new_basket_returns_the_same_order()
    {
        await FillAsync("11");
        var first = await CheckOutAsync();

        Assert.Equal(first.Text("id"), (await CheckOutAsync()).Text("id"));
        await FillAsync("12");
        Assert.Equal(first.Text("id"), (await CheckOutAsync(ifMatch: "\"2\"")).Text("id"));
        Assert.Single(_orders.Orders);

        Assert.NotEqual(first.Text("id"), (await CheckOutAsync()).Text("id"));
        Assert.Equal(2, _orders.Requests.Select(request => request.Key).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkout_that_fails_before_or_after_the_order_was_placed_goes_on_with_the_next_one(bool before)
    {
        await FillAsync("11");
        Fail(before, () => throw new HttpRequestException("The connection broke."));

        var failed = await CheckOutAsync();

        failed.Is(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(failed.Headers.RetryAfter);
        Assert.True((await SessionAsync()).Body.GetProperty("basket").GetProperty("isFrozen").GetBoolean());
        (await FillAsync("12")).Is(HttpStatusCode.Conflict);

        Fail(before, () => Task.CompletedTask);
        var reply = await CheckOutAsync(_other);
        reply.Is(HttpStatusCode.Accepted);
        Assert.Equal("11", reply.Body.GetProperty("lines")[0].GetProperty("productId").GetString());
        Assert.Single(_orders.Orders);
        Assert.Equal(reply.Text("id"), (await SessionAsync()).Text("orderId"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkout_that_hangs_before_or_after_the_order_was_placed_is_overtaken_and_changes_nothing(bool before)
    {
        await FillAsync("11");
        var (hangs, wakesUp) = (new TaskCompletionSource(), new TaskCompletionSource());
        Fail(before, () => hangs.TrySetResult() ? wakesUp.Task : Task.CompletedTask);
        var late = CheckOutAsync();
        await hangs.Task.WaitAsync(TestContext.Current.CancellationToken);

        var reply = await CheckOutAsync(_other);
        reply.Is(HttpStatusCode.Accepted);
        await FillAsync("12");
        wakesUp.SetResult();

        Assert.Equal(reply.Text("id"), (await late).Text("id"));
        Assert.Single(_orders.Orders);
        Assert.Equal("12", (await SessionAsync()).Body.GetProperty("basket").GetProperty("lines")[0].GetProperty("productId").GetString());
    }

    [Fact]
    public async Task An_answer_that_is_no_decision_leaves_the_basket_frozen()
    {
        await FillAsync("11");
        foreach (var status in new[] { 401, 429, 500, 503 })
        {
            _orders.Problem = new JsonObject { ["status"] = status };
            (await CheckOutAsync()).Is(HttpStatusCode.ServiceUnavailable);
        }

        (await FillAsync("12")).Is(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_refusal_is_passed_on_and_the_basket_can_be_changed(int status)
    {
        await FillAsync("11");
        _orders.Problem = JsonNode.Parse("""{"detail":"No such product.","errors":{"lines[0].productId":["Is unknown."]}}""")!.AsObject();
        _orders.Problem["status"] = status;

        var refused = await CheckOutAsync();

        Assert.Equal((status, "No such product."), ((int)refused.Status, refused.Text("detail")));
        Assert.Equal("Is unknown.", refused.Body.GetProperty("errors").GetProperty("lines[0].productId")[0].GetString());
        _orders.Problem = null;
        (await FillAsync("12")).Is(HttpStatusCode.OK);
        (await CheckOutAsync()).Is(HttpStatusCode.Accepted);
        Assert.Single(_orders.Requests.Select(request => request.Key).Distinct());
    }

    [Fact]
    public async Task Another_payment_token_after_a_lost_answer_returns_the_order_of_the_first()
    {
        await FillAsync("11");
        Fail(before: false, () => throw new HttpRequestException("The connection broke."));
        (await CheckOutAsync()).Is(HttpStatusCode.ServiceUnavailable);
        Fail(before: false, () => Task.CompletedTask);

        var reply = await CheckOutAsync(paymentToken: "tok_slow");

        reply.Is(HttpStatusCode.Accepted);
        Assert.Equal($"{Assert.Single(_orders.Orders)["id"]}", reply.Text("id"));
        Assert.Equal(reply.Text("id"), (await CheckOutAsync()).Text("id"));
    }

    [Fact]
    public async Task An_order_that_arrives_after_a_refusal_and_a_change_of_the_basket_takes_the_place_of_the_next_one()
    {
        await FillAsync("11");
        var (hangs, wakesUp) = (new TaskCompletionSource(), new TaskCompletionSource());
        Fail(before: true, () => hangs.TrySetResult() ? wakesUp.Task : Task.CompletedTask);
        var late = CheckOutAsync();
        await hangs.Task.WaitAsync(TestContext.Current.CancellationToken);
        _orders.Problem = new JsonObject { ["status"] = 422 };
        (await CheckOutAsync(_other)).Is(HttpStatusCode.UnprocessableEntity);
        (await FillAsync("12")).Is(HttpStatusCode.OK);
        _orders.Problem = null;
        Fail(before: false, () => throw new HttpRequestException("The connection broke."));
        wakesUp.SetResult();
        (await late).Is(HttpStatusCode.ServiceUnavailable);
        Fail(before: false, () => Task.CompletedTask);

        var other = await CheckOutAsync();

        other.Is(HttpStatusCode.Conflict);
        Assert.Equal($"{Assert.Single(_orders.Orders)["id"]}", other.Text("orderId"));
        var reply = await CheckOutAsync();
        reply.Is(HttpStatusCode.Accepted);
        Assert.Equal("12", reply.Body.GetProperty("lines")[0].GetProperty("productId").GetString());
        Assert.Equal(2, _orders.Orders.Count);
    }

    [Fact]
    public async Task A_checkout_needs_a_basket_in_its_version_and_a_currency()
    {
        (await CheckOutAsync()).Is(HttpStatusCode.Conflict);
        await FillAsync(new { lines = new[] { Line("11") } });
        Assert.Contains("currency", (await CheckOutAsync()).Is(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        (await CheckOutAsync(ifMatch: "\"1\"")).Is(HttpStatusCode.PreconditionFailed);
        await FillAsync("11");
        Assert.Contains("currency", (await CheckOutAsync(currency: "USD")).Is(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(_orders.Requests);

        await FillAsync(new { lines = new[] { Line("11") } });
        Assert.Equal("USD", (await CheckOutAsync(currency: "USD", ifMatch: "\"4\"")).Text("currency"));
    }

    void Fail(bool before, Func<Task> failure)
    {
        if (before)
        {
            _orders.BeforePlacing = failure;
        }
        else
        {
            _orders.AfterPlacing = failure;
        }
    }

    static object Line(string product) => new { productId = product, quantity = 1 };

    Task<Reply> FillAsync(string product) => FillAsync(new { currency = "EUR", lines = new[] { Line(product) } });

    Task<Reply> FillAsync(object basket) => _app.SendAsync(HttpMethod.Put, $"{_path}/basket", basket, _token);

    Task<Reply> SessionAsync() => _app.SendAsync(HttpMethod.Get, _path, token: _token);

    Task<Reply> CheckOutAsync(
        SessionsApplication? app = null, string paymentToken = "tok_visa", string? currency = null, string? ifMatch = null) =>
        (app ?? _app).SendAsync(HttpMethod.Post, $"{_path}/checkout", new { paymentToken, currency }, _token, ifMatch: ifMatch);
}
