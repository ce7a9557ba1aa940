using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DbPerService.ServiceDefaults;

/// <summary>Reads the JSON bodies of requests.</summary>
public static class RequestBody
{
    // More than any valid request needs, and enough to read an invalid one and name the field. The server's own limit is higher.
    const int MaxSize = 4 * 1024 * 1024;

    /// <summary>
    /// Reads a JSON body. The serializer would stop at the first field that does not fit and name it only in prose; here
    /// <paramref name="read"/> goes through the document, and all errors are reported together, by field.
    /// </summary>
    /// <exception cref="ProblemException">400, 413 or 415: the body cannot be read, or <paramref name="read"/> added an error.</exception>
    public static async Task<T> ReadJsonAsync<T>(
        this HttpRequest request, Func<JsonElement, FieldErrors, T> read, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType() || !IsUtf8(request.ContentType))
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType, "The body must be JSON in UTF-8 with the content type application/json.");
        }

        var body = await ReadAsync(request.BodyReader, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body);
            var errors = new FieldErrors();
            var result = read(document.RootElement, errors);
            errors.ThrowIfAny();
            return result;
        }
        catch (JsonException exception)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, $"The body is not valid JSON: {exception.Message}");
        }
        finally
        {
            // The document refers to the pipe's memory, which can be released only now.
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    /// <summary>Waits for the whole body. One that is too large is read to its end, so that its caller gets the response.</summary>
    static async ValueTask<ReadOnlySequence<byte>> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var tooLarge = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            tooLarge |= read.Buffer.Length > MaxSize;
            if (read.IsCompleted && !tooLarge)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(tooLarge ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                throw new ProblemException(StatusCodes.Status413PayloadTooLarge, $"The body must not be larger than {MaxSize} bytes.");
            }
        }
    }

    static bool IsUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
