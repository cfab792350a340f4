using Treff.Server.Operations;

namespace Treff.Server.Tests.Operations;

public class AcceptLanguageTests
{
    [Theory]
    [InlineData(null, Language.English)]
    [InlineData("", Language.English)]
    [InlineData("de", Language.German)]
    [InlineData("DE-de", Language.German)]
    [InlineData("de-CH, de;q=0.9, en;q=0.8", Language.German)]
    [InlineData("en, de", Language.English)]
    [InlineData("de, en", Language.German)]
    [InlineData("en;q=0.5, de;q=0.7", Language.German)]
    [InlineData("de;q=0.5, en;q=0.7", Language.English)]
    [InlineData("de;q=0", Language.English)]
    [InlineData("de;q=0, en;q=0", Language.English)]
    [InlineData("fr, it;q=0.9", Language.English)]
    [InlineData("fr, de;q=0.1", Language.German)]
    [InlineData("den, dev", Language.English)]
    [InlineData("*", Language.English)]
    [InlineData("de;q=high", Language.English)]
    [InlineData(";;,,;q=", Language.English)]
    public void German_when_preferred_else_English(string? header, Language expected) => Assert.Equal(expected, AcceptLanguage.Choose(header));
}
