using System.Globalization;
using System.Net;
using DbPerService.Consistency;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;
using DbPerService.Gateway.Forwarding;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DbPerService.Gateway.Reference;

/// <summary>
/// Answers for ReferenceData from memory. What is older than <see cref="GatewayOptions.ReferenceMaxAge"/> is revalidated by its ETag, and
/// used on while ReferenceData is unavailable; <c>Age</c> and <c>Cache-Status</c> (RFC 9211) say how old it is.
/// </summary>
sealed class ReferenceCache(ServiceCalls calls, ServiceForwarder forwarder, TimeProvider time, IOptions<GatewayOptions> options)
{
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, Entry> _entries =
        RouteTable.All.Where(route => route.Serving == Serving.Cached).ToDictionary(route => route.Path, _ => new Entry());

    public async Task AnswerAsync(HttpContext context, GatewayRoute route)
    {
        if (context.Request.QueryString.HasValue || context.Request.Headers.ContainsKey(SyncTokenHeaders.Token))
        {
            // A part of the whole, or a version that ReferenceData must have seen.
            await forwarder.ForwardAsync(context, route, new Admission(default, null));
            return;
        }

        var entry = _entries[route.Path];
        var now = time.GetTimestamp();
        if (entry.Kept is null || now >= Volatile.Read(ref entry.NextCheck))
        {
            await RevalidateAsync(entry, route);
        }

        if (entry.Kept is not { } kept)
        {
            await Problems.Unavailable(context, route.Service).ExecuteAsync(context);
            return;
        }

        Write(context, kept);
        if (!IsKnownTo(context.Request, kept))
        {
            context.Response.ContentType = kept.ContentType;
            context.Response.ContentLength = kept.Body.Length;
            await context.Response.Body.WriteAsync(kept.Body, context.RequestAborted);
        }
    }

    /// <summary>By one request at a time, while the others use what is kept.</summary>
    async Task RevalidateAsync(Entry entry, GatewayRoute route)
    {
        if (Interlocked.Exchange(ref entry.Checking, 1) == 1 && entry.Kept is not null)
        {
            return;
        }

        // Not ended with the request, which is not the only one that needs the result.
        var answer = await calls.SendAsync(route.Service, Request, ReadAsync, CancellationToken.None);
        entry.Kept = answer.Value ?? entry.Kept;
        var wait = answer.Outcome == Outcome.Found ? options.Value.ReferenceMaxAge : RetryInterval;
        Volatile.Write(ref entry.NextCheck, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
        Volatile.Write(ref entry.Checking, 0);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, route.Path);
            if (entry.Kept?.ETag is { } etag)
            {
                request.Headers.TryAddWithoutValidation(HeaderNames.IfNoneMatch, etag);
            }

            return request;
        }

        async Task<Answer<Content>> ReadAsync(HttpResponseMessage response, CancellationToken timeout) => response.StatusCode switch
        {
            HttpStatusCode.NotModified when entry.Kept is { } kept => Answer.Found(kept with { CheckedAt = time.GetTimestamp() }),
            HttpStatusCode.OK => Answer.Found(new Content(
                await response.Content.ReadAsByteArrayAsync(timeout), response.Content.Headers.ContentType?.ToString(),
                response.Headers.ETag?.ToString(), time.GetTimestamp())),
            _ => Answer.Unavailable<Content>(),
        };
    }

    void Write(HttpContext context, Content kept)
    {
        var headers = context.Response.Headers;
        var age = time.GetElapsedTime(kept.CheckedAt);
        headers.ETag = kept.ETag;
        headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers["Cache-Status"] = string.Create(
            CultureInfo.InvariantCulture, $"gateway; hit; ttl={(long)(options.Value.ReferenceMaxAge - age).TotalSeconds}");
        if (IsKnownTo(context.Request, kept))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        }
    }

    static bool IsKnownTo(HttpRequest request, Content kept) =>
        kept.ETag is not null && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(EntityTagHeaderValue.Parse(kept.ETag), useStrongComparison: false));

    sealed class Entry
    {
        public volatile Content? Kept;
        public long NextCheck;
        public int Checking;
    }

    sealed record Content(byte[] Body, string? ContentType, string? ETag, long CheckedAt);
}
