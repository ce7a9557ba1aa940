using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Users.Api;

namespace DbPerService.Tests.Unit.Services;

public sealed class UserReaderTests
{
    const string Valid = """{"id":"ALFKI","name":"Maria Anders","email":"maria@alfki.example","password":"correct horse"}""";

    [Fact]
    public void Reads_a_registration() => Assert.Equal(
        new RegisterUser("Maria Anders", "maria@alfki.example", "correct horse", "ALFKI"), Read(Valid, UserReader.ReadRegistration));

    [Theory]
    [InlineData("\"id\":\"ALFKI\",", "")]
    [InlineData("\"ALFKI\"", "null")]
    public void An_id_is_optional(string given, string instead) =>
        Assert.Null(Read(Valid.Replace(given, instead, StringComparison.Ordinal), UserReader.ReadRegistration).Id);

    [Fact]
    public void Reports_all_mistakes_at_once() => Assert.Equal(
        ["email", "id", "name", "password", "role"],
        Errors("""{"id":7,"name":"","email":"nobody","password":"short","role":"operator"}""", UserReader.ReadRegistration));

    [Theory]
    [InlineData("\"ALFKI\"", "\"a/b\"", "id")]
    [InlineData("\"ALFKI\"", "\"..\"", "id")]
    [InlineData("\"ALFKI\"", "\"\"", "id")]
    [InlineData("\"Maria Anders\"", "\"a\\u0000\"", "name")]
    [InlineData("\"Maria Anders\"", "null", "name")]
    [InlineData("maria@alfki.example", "@alfki.example", "email")]
    [InlineData("maria@alfki.example", "maria@", "email")]
    [InlineData("maria@alfki.example", "a@b@c", "email")]
    [InlineData("maria@alfki.example", "maria anders@alfki.example", "email")]
    [InlineData("\"correct horse\"", "12345678", "password")]
    [InlineData("correct horse", "1234567", "password")]
    [InlineData("\"password\"", "\"Password\"", "Password")]
    public void Names_the_field(string valid, string changed, string field) =>
        Assert.Contains(field, Errors(Valid.Replace(valid, changed, StringComparison.Ordinal), UserReader.ReadRegistration));

    [Fact]
    public void Limits_the_lengths()
    {
        Assert.Equal(["email", "id", "name", "password"], Errors(Registration(101, 201, 255, 201), UserReader.ReadRegistration));
        Assert.Equal(200, Read(Registration(100, 200, 254, 200), UserReader.ReadRegistration).Password.Length);
    }

    [Fact]
    public void An_update_without_a_password_keeps_it()
    {
        Assert.Equal(new UpdateUser("M", "m@x", null), Read("""{"name":"M","email":"m@x"}""", UserReader.ReadUpdate));
        Assert.Equal("long enough", Read("""{"name":"M","email":"m@x","password":"long enough"}""", UserReader.ReadUpdate).Password);
        Assert.Equal(["id", "password"], Errors("""{"id":"M","name":"M","email":"m@x","password":"short"}""", UserReader.ReadUpdate));
    }

    [Fact]
    public void Credentials_need_both_fields() => Assert.Equal(["password", "userId"], Errors("{}", UserReader.ReadCredentials));

    [Fact]
    public void The_texts_of_requests_have_no_password() => Assert.All(
        new object[]
        {
            Read(Valid, UserReader.ReadRegistration), new UpdateUser("M", "m@x", "correct horse"), new Credentials("M", "correct horse"),
        },
        request => Assert.DoesNotContain("correct horse", request.ToString(), StringComparison.Ordinal));

    static string Registration(int id, int name, int email, int password) => JsonSerializer.Serialize(new
    {
        id = new string('i', id),
        name = new string('n', name),
        email = "m@" + new string('e', email - 2),
        password = new string('p', password),
    });

    static T Read<T>(string body, Func<JsonElement, FieldErrors, T> read)
    {
        using var document = JsonDocument.Parse(body);
        var errors = new FieldErrors();
        var result = read(document.RootElement, errors);
        errors.ThrowIfAny();
        return result;
    }

    static SortedSet<string> Errors<T>(string body, Func<JsonElement, FieldErrors, T> read) =>
        new(Assert.Throws<ProblemException>(() => { Read(body, read); }).Errors!.Keys, StringComparer.Ordinal);
}
